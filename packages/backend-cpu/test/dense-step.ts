/** A training step of a dense network with ReLU, dropout and Adam, as the library traces it. */
import { GraphBuilder, gradients, simplify, type Graph, type Ref } from '@bernoulli/api/ir';

/** `sizes` from the input to the classes. Parameters and their moments are state; the step commits if all gradients are of moderate size. */
export function denseStep(sizes: readonly number[], batch: number): Graph {
  const b = new GraphBuilder();
  const offset = b.constant(Int32Array.of(0), []);
  let h = b.input('x', 'f32', [batch, sizes[0]!]);
  const parameters: { name: string; value: Ref }[] = [];
  const parameter = (name: string, shape: number[]): Ref => {
    const value = b.input(name, 'f32', shape);
    parameters.push({ name, value });
    return value;
  };
  sizes.slice(1).forEach((units, i) => {
    h = b.add(b.matMul(h, parameter(`w${i}`, [sizes[i]!, units])), parameter(`b${i}`, [units]));
    if (i === sizes.length - 2) return;
    const keep = b.less(b.uniform(b.input(`key${i}`, 'i32', [2]), [batch, units], offset), 0.5);
    h = b.select(keep, b.mul(b.maximum(h, 0), 2), 0);
  });
  const target = b.input('y', 'f32', [batch, sizes.at(-1)!]);
  const loss = b.neg(b.div(b.reduceSum(b.mul(target, b.logSoftmax(h))), batch));
  const forward = GraphBuilder.from(b.build({ outputs: { loss } }));
  const values = parameters.map(({ value }) => forward.ref(value.id));
  const raw = gradients(forward, forward.ref(loss.id), values);
  const squares = raw.map((g) => forward.reduceSum(forward.mul(g, g))).reduce((sum, s) => forward.add(sum, s));
  const finite = forward.and(forward.isFinite(forward.ref(loss.id)), forward.lessEqual(squares, 2 ** 80));
  const rate = forward.input('rate', 'f32', []);
  const state = parameters.flatMap(({ name }, i) => adam(forward, name, values[i]!, raw[i]!, rate));
  const graph = forward.build({ outputs: { loss: forward.ref(loss.id), finite }, state, commit: finite });
  return simplify(graph, { final: true });
}

function adam(b: GraphBuilder, name: string, value: Ref, gradient: Ref, rate: Ref) {
  const [m, v] = ['m', 'v'].map((slot) => b.input(`${slot}:${name}`, 'f32', value.shape)) as [Ref, Ref];
  const m1 = b.add(m, b.mul(b.sub(gradient, m), 0.1));
  const v1 = b.add(v, b.mul(b.sub(b.mul(gradient, gradient), v), 0.001));
  const next = b.sub(value, b.div(b.mul(m1, rate), b.add(b.sqrt(v1), 1e-7)));
  return [
    { name, node: value, next },
    { name: `m:${name}`, node: m, next: m1 },
    { name: `v:${name}`, node: v, next: v1 },
  ];
}
