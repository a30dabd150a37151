/** Networks of more than dense layers, as plain data: each contender builds them out of its own layers. */

export interface Architecture {
  readonly name: string;
  readonly network: 'cnn' | 'lstm' | 'attention';
  /** Shape of a row. */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly batchSize: number;
  /** Steps in one pass over the data. */
  readonly steps: number;
}

/** Two convolutions 3×3 of 32 and 64 filters with ReLU, pooling of 2×2, 128 dense units with ReLU, dropout 0.5. */
export const cnn: Architecture = {
  name: 'CNN 28×28-32-64-128-10, batch 64',
  network: 'cnn',
  shape: [28, 28, 1],
  classes: 10,
  batchSize: 64,
  steps: 10,
};

/** One LSTM of 64 units, dropout 0.5 on its last output. */
export const lstm: Architecture = {
  name: 'LSTM 64, 50 steps of 32, batch 32',
  network: 'lstm',
  shape: [50, 32],
  classes: 10,
  batchSize: 32,
  steps: 40,
};

/** A block of a transformer encoder: 8 heads of 16 with dropout 0.1, 512 dense units with ReLU, sums and normalization behind both; the mean over tokens. */
export const attention: Architecture = {
  name: 'attention 8 heads of 16, 64 tokens, batch 16',
  network: 'attention',
  shape: [64, 128],
  classes: 10,
  batchSize: 16,
  steps: 20,
};

/** Every architecture ends in dense units with softmax, one for each class. */
export const architectures: readonly Architecture[] = [cnn, lstm, attention];

/** Numbers in place of rows, none of them zero but the first, and of labels. */
export function madeUp({ shape, classes, batchSize }: Architecture, steps: number): { x: Float32Array; y: Int32Array } {
  const rows = batchSize * steps;
  const x = new Float32Array(rows * shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < x.length; i++) x[i] = (Math.imul(i, 0x9e3779b1) >>> 8) / 2 ** 24;
  return { x, y: Int32Array.from({ length: rows }, (_, i) => i % classes) };
}
