/** A training step for tests: dropout by keys, momentum, a metric, and a commit that NaN or infinity stops. */
import {
  GraphBuilder,
  gradients,
  simplify,
  type Executable,
  type Graph,
  type TensorData,
  type Values,
} from '@bernoulli/api/ir';

export const batch = 8;
const [inputs, hidden, classes] = [6, 10, 3];

export function trainingGraph(): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [batch, inputs]);
  const y = b.input('y', 'i32', [batch]);
  const rate = b.input('rate', 'f32', []);
  b.site = 'net/hidden';
  const w1 = b.input('w1', 'f32', [inputs, hidden]);
  const b1 = b.input('b1', 'f32', [hidden]);
  const activation = b.maximum(b.add(b.matMul(x, w1), b1), 0);
  b.site = 'net/dropout';
  const mask = b.less(b.uniform(b.input('key', 'i32', [2]), [batch, hidden]), 0.5);
  const dropped = b.select(mask, b.mul(activation, 2), 0);
  b.site = 'net/head';
  const w2 = b.input('w2', 'f32', [hidden, classes]);
  const logits = b.matMul(dropped, w2);
  b.site = 'loss';
  const chosen = b.equal(b.reshape(y, [batch, 1]), b.iota([batch, classes], 1));
  const loss = b.div(b.neg(b.reduceSum(b.select(chosen, b.logSoftmax(logits), 0))), batch);
  b.site = 'accuracy';
  const hits = b.reduceSum(b.cast(b.equal(y, b.argMax(logits, 1)), 'f32'));
  const weights = { w1, b1, w2 };
  const found = gradients(b, loss, Object.values(weights));
  b.site = 'optimizer';
  const finite = b.isFinite(found.reduce((sum, g) => b.add(sum, b.reduceSum(g)), loss));
  const state = Object.entries(weights).flatMap(([name, node], i) => {
    const speed = b.input(`${name}/speed`, 'f32', node.shape);
    const next = b.sub(b.mul(speed, 0.9), b.mul(found[i]!, rate));
    return [
      { name, node, next: b.add(node, next) },
      { name: `${name}/speed`, node: speed, next },
    ];
  });
  return simplify(b.build({ outputs: { loss, hits, finite, mask }, state, commit: finite }), { final: true });
}

/** The forward pass alone, on the same weights. */
export function predictionGraph(rows = batch): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [rows, inputs]);
  const [w1, b1, w2] = [
    b.input('w1', 'f32', [inputs, hidden]),
    b.input('b1', 'f32', [hidden]),
    b.input('w2', 'f32', [hidden, classes]),
  ];
  const y = b.softmax(b.matMul(b.maximum(b.add(b.matMul(x, w1), b1), 0), w2));
  const state = Object.entries({ w1, b1, w2 }).map(([name, node]) => ({ name, node, next: null }));
  return b.build({ outputs: { y }, state });
}

export const f32 = (shape: readonly number[], value: (i: number) => number): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => value(i)),
});

export function rows(step: number, scale = 1): Values {
  return {
    x: f32([batch, inputs], (i) => scale * Math.sin(i * 7 + step)),
    y: { dtype: 'i32', shape: [batch], data: Int32Array.from({ length: batch }, (_, i) => (i + step) % classes) },
    rate: f32([], () => 0.1),
    key: { dtype: 'i32', shape: [2], data: Int32Array.of(11, step) },
  };
}

export async function begin(program: Executable): Promise<Executable> {
  await program.writeState(
    'w1',
    f32([inputs, hidden], (i) => Math.cos(i * i) / 2),
  );
  await program.writeState(
    'w2',
    f32([hidden, classes], (i) => Math.cos(i * i + 1) / 2),
  );
  return program;
}
