/** Which loops are run along with a product, and where the product then stands. */
import { GraphBuilder, type ConvAttrs, type Graph, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../plan/schedule.ts';
import { fusableIn } from './fusable.ts';

const line: ConvAttrs = { strides: [1], dilations: [1], before: [0], after: [0], groups: 1 };

type Write = (b: GraphBuilder, x: Ref, w: Ref, bias: Ref) => Record<string, Ref>;

const graphOf = (write: Write): Graph => {
  const b = new GraphBuilder();
  const [x, w, bias] = [b.input('x', 'f32', [3, 4]), b.input('w', 'f32', [4, 5]), b.input('bias', 'f32', [5])];
  return b.build({ outputs: write(b, x, w, bias) });
};

/** The units by the ops in them, `matMul → add` for a pair. */
function unitsOf(graph: Graph): string[] {
  const { units } = scheduleOf(graph, fusableIn(graph));
  const text = (nodes: readonly number[]): string => nodes.map((id) => graph.nodes[id]!.op).join(' ');
  return units.flatMap((unit, i) => {
    if (units[i + 1]?.epilogueOf === unit) return [];
    return unit.epilogueOf === null ? text(unit.nodes) : `${text(unit.epilogueOf.nodes)} → ${text(unit.nodes)}`;
  });
}

describe('runs along', () => {
  it.each<[string, Write, string[]]>([
    ['a bias', (b, x, w, bias) => ({ y: b.add(b.matMul(x, w), bias) }), ['matMul → add']],
    [
      'with a product that is an output itself',
      (b, x, w, bias) => {
        const product = b.matMul(x, w);
        return { product, y: b.add(product, bias) };
      },
      ['matMul → add'],
    ],
    [
      'with the last of several products',
      (b, x, w, bias) => {
        const [first, most] = [b.matMul(x, w), b.reduceMax(bias)];
        return { y: b.add(b.add(first, b.matMul(x, b.exp(w))), most) };
      },
      ['matMul', 'reduceMax', 'exp', 'matMul → add add'],
    ],
    [
      'with one that is asked for between two others, which comes later for it',
      (b, x, w, bias) => {
        const product = b.matMul(x, w);
        const most = b.reduceMax(bias);
        return { most, y: b.add(product, most) };
      },
      ['reduceMax', 'matMul → add'],
    ],
    [
      'a product that is read as an array of more axes',
      (b, x, w, bias) => ({ y: b.add(b.reshape(b.matMul(x, w), [3, 1, 5]), bias) }),
      ['matMul → add'],
    ],
    [
      'a convolution',
      (b, x, w, bias) => ({
        y: b.maximum(b.add(b.conv(b.reshape(x, [1, 3, 4]), b.reshape(w, [1, 4, 5]), line), bias), 0),
      }),
      ['conv → add maximum'],
    ],
  ])('%s', (_, write, units) => expect(unitsOf(graphOf(write))).toEqual(units));

  it('each loop with a product of its own', () => {
    const graph = graphOf((b, x, w, bias) => {
      const hidden = b.add(b.matMul(x, w), bias);
      return { y: b.mul(b.matMul(hidden, w, { transposeB: true }), 2) };
    });
    expect(unitsOf(graph)).toEqual(['matMul → add', 'matMul → mul']);
  });
});

describe('does not run along', () => {
  it.each<[string, Write]>([
    [
      'where the product is read before',
      (b, x, w) => {
        const product = b.matMul(x, w);
        return { y: b.add(product, b.reduceMax(product)) };
      },
    ],
    [
      'with products of stacks of matrices',
      (b, x, w, bias) => ({ y: b.add(b.matMul(b.reshape(x, [3, 1, 4]), w), bias) }),
    ],
    [
      'where it reads rows of the product more than once',
      (b, x, w) => ({
        y: b.add(b.matMul(b.slice(x, [0, 0], [1, 4]), w), b.constant(new Float32Array(15).map(Math.sqrt), [3, 5])),
      }),
    ],
    [
      'where it reads the product for each of a stack',
      (b, x, w) => ({ y: b.add(b.matMul(x, w), b.constant(new Float32Array(30).map(Math.sqrt), [2, 3, 5])) }),
    ],
    [
      'where it reads columns of another number',
      (b, x, w) => ({ y: b.add(b.reshape(b.matMul(x, w), [5, 3]), b.constant(Float32Array.of(1, 2, 3), [3])) }),
    ],
    [
      'with a convolution whose rows and columns it cannot be split between',
      (b, x, w) => ({
        y: b.mul(
          b.conv(b.reshape(x, [2, 3, 2]), b.reshape(w, [1, 2, 10]), line),
          b.constant(new Float32Array(30).map(Math.sqrt), [1, 3, 10]),
        ),
      }),
    ],
    ['with what is no product', (b, x, w) => ({ y: b.mul(b.transpose(x, [1, 0]), b.reduceSum(w)) })],
    ['where it has no elements', (b, x, w) => ({ y: b.neg(b.matMul(b.slice(x, [0, 0], [0, 4]), w)) })],
  ])('%s', (_, write) => expect(unitsOf(graphOf(write)).filter((unit) => unit.includes('→'))).toEqual([]));

  it('where it writes the next state: the product is there also where the run does not commit', () => {
    const b = new GraphBuilder();
    const [x, w, s] = [b.input('x', 'f32', [3, 4]), b.input('w', 'f32', [4, 5]), b.input('s', 'f32', [3, 5])];
    const product = b.matMul(x, w);
    const state = [{ name: 's', node: s, next: b.add(product, s) }];
    expect(unitsOf(b.build({ outputs: { product }, state }))).toEqual(['matMul', 'add']);
  });
});
