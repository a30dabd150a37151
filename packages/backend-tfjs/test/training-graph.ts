/** A whole training step as one graph: two dense layers with dropout, cross-entropy, Adam. */
import {
  GraphBuilder,
  gradients,
  sizeOf,
  type Executable,
  type Graph,
  type Ref,
  type TensorData,
  type Values,
} from '@bernoulli/api/ir';

const [BATCH, FEATURES, HIDDEN, CLASSES] = [8, 6, 5, 3];

export function trainingGraph(): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [BATCH, FEATURES]);
  const labels = b.input('labels', 'i32', [BATCH]);
  const step = b.input('step', 'f32', []);
  const key = b.input('key', 'i32', [2]);
  const weights = [
    b.input('w0', 'f32', [FEATURES, HIDDEN]),
    b.input('b0', 'f32', [HIDDEN]),
    b.input('w1', 'f32', [HIDDEN, CLASSES]),
  ];
  const [w0, b0, w1] = weights as [Ref, Ref, Ref];
  const hidden = b.maximum(b.add(b.matMul(x, w0), b0), 0);
  const kept = b.greaterEqual(b.uniform(key, [BATCH, HIDDEN]), 0.5);
  const logits = b.matMul(b.select(kept, b.mul(hidden, 2), 0), w1);
  const hot = b.cast(b.equal(b.reshape(labels, [BATCH, 1]), b.iota([BATCH, CLASSES], 1)), 'f32');
  const loss = b.mul(b.reduceSum(b.mul(b.logSoftmax(logits), hot)), -1 / BATCH);
  const rate = b.div(b.mul(b.sqrt(b.sub(1, b.pow(0.999, step))), 0.01), b.sub(1, b.pow(0.9, step)));
  const state = gradients(b, loss, weights).flatMap((g, i) => {
    const weight = weights[i]!;
    const m = b.input(`m${i}`, 'f32', weight.shape);
    const v = b.input(`v${i}`, 'f32', weight.shape);
    const nextM = b.add(m, b.mul(b.sub(g, m), 0.1));
    const nextV = b.add(v, b.mul(b.sub(b.mul(g, g), v), 0.001));
    const next = b.sub(weight, b.div(b.mul(nextM, rate), b.add(b.sqrt(nextV), 1e-7)));
    return [
      { name: `weight${i}`, node: weight, next },
      { name: `m${i}`, node: m, next: nextM },
      { name: `v${i}`, node: v, next: nextV },
    ];
  });
  return b.build({
    outputs: { loss, accuracy: b.cast(b.equal(b.argMax(logits, 1), labels), 'f32') },
    state,
    commit: b.isFinite(loss),
  });
}

/** Weights away from zero, the same on every backend. */
export async function initialise(executable: Executable, graph: Graph): Promise<void> {
  for (const { name, node } of graph.state) {
    const { dtype, shape } = graph.nodes[node]!;
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + name.length) * 0.5);
    if (name.startsWith('weight')) await executable.writeState(name, { dtype, shape, data });
  }
}

/** The batch of one step. `poisoned` makes the loss NaN, which the graph's `commit` answers. */
export function batch(step: number, poisoned = false): Values {
  const features = Float32Array.from({ length: BATCH * FEATURES }, (_, i) => Math.cos(i * 1.7 + (step % 5)));
  if (poisoned) features[3] = NaN;
  const f32 = (shape: number[], data: Float32Array): TensorData => ({ dtype: 'f32', shape, data });
  return {
    x: f32([BATCH, FEATURES], features),
    labels: { dtype: 'i32', shape: [BATCH], data: Int32Array.from({ length: BATCH }, (_, i) => (i + step) % CLASSES) },
    step: f32([], Float32Array.of(step + 1)),
    key: { dtype: 'i32', shape: [2], data: Int32Array.of(42, step) },
  };
}
