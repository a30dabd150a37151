/** The binary cross-entropy of a sigmoid and its slope are what float64 says, on every backend, however far the sigmoid is saturated. */
import { BinaryCrossentropy, Dense, Ones, sequential, SGD, Tensor, type Loss } from '@bernoulli/api';
import { gradients, GraphBuilder, simplify, type Graph, type Values } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { runOnce } from '../oracles/graph-of.ts';
import { backends, cpuBuilds } from './backends.ts';

/** From −40 to 40, those where a probability meets its clip near 16 closely. */
const logits = Float32Array.from([
  ...Array.from({ length: 161 }, (_, i) => i / 2 - 40),
  ...Array.from({ length: 128 }, (_, i) => Math.sign(i - 63.5) * (15 + (i % 64) / 32)),
]);
const ROWS = logits.length;
const labels = [0, 1, 0.25];
const inputs: Values = { x: { dtype: 'f32', shape: [ROWS, 1], data: logits } };

/** Loss and slope of each logit, as a training step takes them: simplified, then differentiated. */
function graphOf(loss: Loss, label: number): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [ROWS, 1]);
  const y = new Tensor(b, b.constant(new Float32Array(ROWS).fill(label), [ROWS, 1]));
  const probabilities = 'fromLogits' in loss && loss.fromLogits ? new Tensor(b, x) : new Tensor(b, x).sigmoid();
  const written = simplify(b.build({ outputs: { loss: loss.perSample(y, probabilities).ref } }));
  const d = GraphBuilder.from(written);
  const each = d.ref(written.outputs[0]!.node);
  const [slope] = gradients(d, d.reduceSum(each), [d.ref(written.inputs[0]!.node)]);
  return simplify(d.build({ outputs: { loss: each, slope: slope! } }), { final: true });
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

/** −y log p − (1 − y) log(1 − p) and its slope by the logit, p held to [1e-7, 1 − 1e-7] as `f32` has these. */
function closedForm(x: number, y: number): { loss: number; slope: number } {
  const [low, high] = [Math.fround(1e-7), Math.fround(1 - 1e-7)];
  const p = sigmoid(x);
  const held = p <= low ? low : p >= high ? high : null;
  if (held !== null) return { loss: -y * Math.log(held) - (1 - y) * Math.log1p(-held), slope: 0 };
  return { loss: y * softplus(-x) + (1 - y) * softplus(x), slope: (1 - y) * p - y * sigmoid(-x) };
}

/** The same of logits, which nothing holds. */
function ofLogits(x: number, y: number): { loss: number; slope: number } {
  return { loss: y * softplus(-x) + (1 - y) * softplus(x), slope: (1 - y) * sigmoid(x) - y * sigmoid(-x) };
}

/** |got − want| as a part of the term that is larger: labels between 0 and 1 take the difference of two. */
function worst(found: Values, want: (x: number, y: number) => { loss: number; slope: number }, y: number): number {
  const parts = Array.from(logits, (x, i) => {
    const { loss, slope } = want(x, y);
    const scale = (exact: number): number => (y === 0 || y === 1 ? Math.abs(exact) : Math.max(Math.abs(exact), y));
    const off = (got: number, exact: number): number => (got === exact ? 0 : Math.abs(got - exact) / scale(exact));
    return Math.max(off(found['loss']!.data[i]!, loss), off(found['slope']!.data[i]!, slope));
  });
  return Math.max(...parts);
}

describe.each(Object.entries({ ...backends, ...cpuBuilds }))('%s', (_, make) => {
  it.each(labels)('probabilities, label %s', async (y) => {
    const found = await runOnce(make(), graphOf(new BinaryCrossentropy(), y), inputs);
    expect(worst(found, closedForm, y)).toBeLessThan(1e-6);
  });

  it.each([0, 1])('logits, label %s', async (y) => {
    const found = await runOnce(make(), graphOf(new BinaryCrossentropy({ fromLogits: true }), y), inputs);
    expect(worst(found, ofLogits, y)).toBeLessThan(1e-6);
  });

  it.each([0, 1])('a model that is all but sure, and right, label %s', async (y) => {
    const sure = logits.filter((x) => (y === 0 ? x < -10 : x > 10));
    const model = sequential([
      new Dense({ units: 1, useBias: false, kernelInitializer: new Ones(), activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: 'binaryCrossentropy', backend: make(), seed: 0 });
    const { loss } = await model.trainOnBatch(
      Array.from(sure, (x) => [x]),
      Array.from(sure, () => [y]),
    );
    await model.dispose();
    const wanted = sure.reduce((sum, x) => sum + closedForm(x, y).loss, 0) / sure.length;
    expect(Math.abs(loss! / wanted - 1)).toBeLessThan(1e-6);
  });
});
