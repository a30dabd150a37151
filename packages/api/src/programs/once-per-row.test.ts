import { expect, it } from 'vitest';
import { GraphBuilder, simplify, type Graph, type NodeId, type Ref, type TensorData } from '../ir/index.ts';
import { interpret } from '../ir/interpret/index.ts';
import { oncePerRow } from './once-per-row.ts';

const [ROWS, TIMES, WIDTH] = [3, 4, 5];
const ALL = ROWS * TIMES;

function repeated(b: GraphBuilder, x: Ref): Ref {
  const rest = x.shape.slice(1);
  return b.reshape(b.broadcastTo(b.reshape(x, [ROWS, 1, ...rest]), [ROWS, TIMES, ...rest]), [ALL, ...rest]);
}

/** The graph of what is written on a repeated input, with its rows worked out once and without. */
function both(write: (b: GraphBuilder, x: Ref, w: Ref) => Record<string, Ref>) {
  const b = new GraphBuilder();
  const x = repeated(b, b.input('x', 'f32', [ROWS, WIDTH]));
  const outputs = write(b, x, b.input('w', 'f32', [WIDTH, WIDTH]));
  const graph = b.build({ outputs });
  const nodes = new Set<NodeId>([x.id]);
  return { graph: simplify(graph), once: simplify(oncePerRow(graph, nodes, TIMES)) };
}

const numbers = (shape: number[], salt: number): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: shape.reduce((n, s) => n * s, 1) }, (_, i) => Math.sin(7 * i + salt)),
});
const run = (graph: Graph) => interpret(graph, { x: numbers([ROWS, WIDTH], 1), w: numbers([WIDTH, WIDTH], 2) }).outputs;
const rowsOf = (graph: Graph, op: string): number[] =>
  graph.nodes.filter((n) => n.op === op).map(({ shape }) => shape[0]!);

it('works on each row once up to the first draw, with the values it had', () => {
  const { graph, once } = both((b, x, w) => {
    const first = b.maximum(b.add(b.matMul(x, w), b.constant(numbers([WIDTH], 3).data, [WIDTH])), 0);
    const normal = b.sub(first, b.reshape(b.reduceMax(first, [1]), [ALL, 1]));
    const second = b.softmax(b.matMul(normal, w, { transposeB: true }));
    const drawn = b.mul(
      second,
      b.uniform(b.constant(Int32Array.of(1, 2)), [ALL, WIDTH], b.constant(Int32Array.of(0), [])),
    );
    return { y: b.matMul(drawn, w), second };
  });
  expect(run(once)).toEqual(run(graph));
  expect(rowsOf(graph, 'matMul')).toEqual([ALL, ALL, ALL]);
  expect(rowsOf(once, 'matMul')).toEqual([ROWS, ROWS, ALL]);
  expect(rowsOf(once, 'softmax')).toEqual([ROWS]);
});

it('leaves what mixes rows, or differs between the samples of one', () => {
  const { graph, once } = both((b, x, w) => {
    const across = b.reduceSum(x, [0]);
    const gram = b.matMul(x, x, { transposeA: true });
    const turned = b.transpose(x, [1, 0]);
    const numbered = b.add(x, b.cast(b.iota([ALL, WIDTH], 0), 'f32'));
    const batches = b.matMul(b.reshape(x, [ALL, 1, WIDTH]), b.broadcastTo(w, [ALL, WIDTH, WIDTH]));
    return { across, gram, turned, numbered, batches };
  });
  expect(run(once)).toEqual(run(graph));
  expect(rowsOf(once, 'matMul')).toEqual([WIDTH, ALL]);
  expect(rowsOf(once, 'add')).toEqual([ALL]);
});

it('takes a weight with as many rows as there are samples for what it is', () => {
  const { graph, once } = both((b, x, w) => {
    const tall = b.constant(numbers([ALL, WIDTH], 5).data, [ALL, WIDTH]);
    return { y: b.mul(b.matMul(x, w), tall), z: b.matMul(b.matMul(x, tall, { transposeB: true }), tall) };
  });
  expect(run(once)).toEqual(run(graph));
  expect(rowsOf(once, 'mul')).toEqual([ALL]);
});
