/** Logarithms of softmax and sigmoid become forms that round no probability, and mean the same where nothing is rounded. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../../builder.ts';
import { gradients } from '../../grad.ts';
import type { Graph } from '../../graph.ts';
import { interpret } from '../../interpret/index.ts';
import { simplify } from './simplify.ts';

const [low, high] = [Math.fround(1e-7), Math.fround(1 - 1e-7)];
const SHAPE = [3, 4];
/** 0 of both signs, and what lies on both sides of the clips. */
const values = [0, -0, 0.3, -1.2, 2.5, -4, 15, -15, 17, -17, 40, -40];

type Write = (b: GraphBuilder, x: Ref) => Ref;

/** The function of each element and its slope. */
function program(write: Write): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: { y: write(b, b.input('x', 'f32', SHAPE)) } });
}

function sloped(graph: Graph): Graph {
  const b = GraphBuilder.from(graph);
  const y = b.ref(graph.outputs[0]!.node);
  const [slope] = gradients(b, b.reduceSum(y), [b.ref(graph.inputs[0]!.node)]);
  return b.build({ outputs: { y, slope: slope! } });
}

function valuesOf(graph: Graph, x: readonly number[] = values): Record<'y' | 'slope', number[]> {
  const { outputs } = interpret(graph, { x: { dtype: 'f32', shape: SHAPE, data: Float64Array.from(x) } });
  return { y: [...outputs['y']!.data], slope: [...(outputs['slope']?.data ?? [])] };
}

const opsOf = (graph: Graph): string[] => graph.nodes.map((n) => n.op);

/** Everything that a clip may look like. */
const clips: readonly [string, (b: GraphBuilder, p: Ref) => Ref][] = [
  ['bare', (_, p) => p],
  ['max', (b, p) => b.maximum(p, low)],
  ['min', (b, p) => b.minimum(high, p)],
  ['min of max', (b, p) => b.minimum(b.maximum(p, low), high)],
  ['max of min, constants first', (b, p) => b.maximum(low, b.minimum(high, p))],
  ['bounds of their own for each column', (b, p) => b.maximum(p, b.constant(Float32Array.of(0.1, 0.2, 0.3, 0.4)))],
];

const logarithms: readonly [string, string, (b: GraphBuilder, x: Ref, clip: (p: Ref) => Ref) => Ref][] = [
  ['log softmax', 'softmax', (b, x, clip) => b.log(clip(b.softmax(x)))],
  ['log sigmoid', 'sigmoid', (b, x, clip) => b.log(clip(b.sigmoid(x)))],
  ['log(1 − sigmoid)', 'sigmoid', (b, x, clip) => b.log(b.sub(1, clip(b.sigmoid(x))))],
  ['log of a clipped 1 − sigmoid', 'sigmoid', (b, x, clip) => b.log(clip(b.sub(1, b.sigmoid(x))))],
];

describe.each(logarithms)('%s', (_, probability, write) => {
  it.each(clips)('through %s', (_, clip) => {
    const graph = program((b, x) => write(b, x, (p) => clip(b, p)));
    const small = simplify(graph);
    expect(opsOf(small)).not.toContain('log');
    expect(opsOf(small)).not.toContain(probability);
    expect(simplify(small)).toEqual(small);

    const [before, after] = [valuesOf(sloped(graph)), valuesOf(sloped(small))];
    // Also in f64 a probability of 1 − e⁻⁴⁰ is 1.
    for (const of of ['y', 'slope'] as const)
      before[of].forEach((wanted, i) => {
        if (Number.isFinite(wanted) && Math.abs(values[i]!) < 30)
          expect(Math.abs(after[of][i]! - wanted), `${of} at ${values[i]}`).toBeLessThan(2e-7 * (1 + Math.abs(wanted)));
      });
  });

  it.each([0, 1])('leaves the bound of a clip the operand that it was: %s', (place) => {
    const { nodes } = simplify(
      program((b, x) => write(b, x, (p) => (place === 0 ? b.maximum(0.5, p) : b.maximum(p, 0.5)))),
    );
    expect(nodes.at(-1)!.inputs.map((i) => nodes[i]!.op === 'constant')).toEqual([place === 0, place === 1]);
  });

  it('stays finite where the probability is rounded to 0 or 1', () => {
    const far = values.map((x) => x * 1000);
    const { y, slope } = valuesOf(sloped(simplify(program((b, x) => write(b, x, (p) => p)))), far);
    expect([...y, ...slope].filter((v) => !Number.isFinite(v))).toEqual([]);
  });

  it('keeps NaN', () => {
    const nans = values.map(() => NaN);
    const { y, slope } = valuesOf(sloped(simplify(program((b, x) => write(b, x, (p) => p)))), nans);
    expect([...y, ...slope]).toEqual(Array(24).fill(NaN));
  });
});

describe('of sigmoid, beside the closed form', () => {
  const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const rate = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

  it.each<[string, Write, (x: number) => number, (x: number) => number]>([
    ['log p', (b, x) => b.log(b.sigmoid(x)), (x) => -softplus(-x), (x) => rate(-x)],
    ['log(1 − p)', (b, x) => b.log(b.sub(1, b.sigmoid(x))), (x) => -softplus(x), (x) => -rate(x)],
  ])('%s and its slope have all their digits at both ends', (_, write, value, slope) => {
    const found = valuesOf(sloped(simplify(program(write))));
    values.forEach((x, i) => {
      expect(found.y[i]! / value(x)).toBeCloseTo(1, 12);
      expect(found.slope[i]! / slope(x)).toBeCloseTo(1, 12);
    });
  });

  it('both take one exponential and one logarithm', () => {
    const small = simplify(
      program((b, x) => {
        const p = b.sigmoid(x);
        return b.add(b.log(p), b.log(b.sub(1, p)));
      }),
    );
    expect(opsOf(small).filter((op) => op === 'exp' || op === 'log1p')).toEqual(['exp', 'log1p']);
  });

  it('is clipped to the logarithms of the bounds, without a slope beyond them', () => {
    const clip = (b: GraphBuilder, x: Ref): Ref => b.minimum(b.maximum(b.sigmoid(x), 0.25), 0.75);
    for (const [write, ends] of [
      [(b: GraphBuilder, x: Ref) => b.log(clip(b, x)), [0.25, 0.75]],
      [(b: GraphBuilder, x: Ref) => b.log(b.sub(1, clip(b, x))), [0.75, 0.25]],
    ] as const) {
      const { y, slope } = valuesOf(sloped(simplify(program(write))), [-2, 2, ...values.slice(2)]);
      expect([y[0], y[1]]).toEqual(ends.map((p) => Math.fround(Math.log(p))));
      expect([slope[0]! + 0, slope[1]! + 0]).toEqual([0, 0]);
      expect(slope[2]).not.toBe(0);
    }
  });
});

describe.each(['softmax', 'sigmoid'] as const)('%s', (probability) => {
  const larger = new Float32Array(24).map((_, i) => (i + 1) / 32);
  it.each<[string, (b: GraphBuilder, p: Ref, x: Ref) => Ref]>([
    ['a bound that is 0', (b, p) => b.maximum(p, 0)],
    ['a bound below 0', (b, p) => b.minimum(p, -1)],
    ['a bound that is not constant', (b, p, x) => b.maximum(p, x)],
    ['a bound that makes the result larger', (b, p) => b.maximum(p, b.constant(larger, [2, 3, 4]))],
    ['anything else in between', (b, p) => b.add(p, low)],
    ['what is left of 2', (b, p) => b.sub(2, p)],
    ['a constant less it', (b, p) => b.sub(p, 1)],
    ['1 less what cannot be', (b, p) => b.sub(1, b.minimum(p, 1))],
    ['1 less more than can be', (b, p) => b.sub(1, b.maximum(p, 2))],
    ['ones that make the result larger', (b, p) => b.sub(b.constant(new Float32Array(24).fill(1), [2, 3, 4]), p)],
  ])('is not looked for through %s', (_, between) => {
    const small = simplify(program((b, x) => b.log(between(b, b[probability](x), x))));
    expect(opsOf(small)).toContain('log');
    expect(opsOf(small)).toContain(probability);
  });
});

it('1 less a bound that is tiny is not 1', () => {
  const small = simplify(program((b, x) => b.log(b.sub(1, b.maximum(b.sigmoid(x), 2 ** -80)))));
  expect(valuesOf(small, Array(12).fill(-100)).y[0]).toBe(-(2 ** -80));
});

it('1 − softmax has no form of its own', () => {
  expect(opsOf(simplify(program((b, x) => b.log(b.sub(1, b.softmax(x))))))).toContain('softmax');
});
