/** The networks that are timed: the article's, and one wide enough for arithmetic to count. */

export interface Network {
  readonly name: string;
  /** Sizes of the layers, the input first; ReLU and dropout behind every hidden layer, softmax at the end. */
  readonly sizes: readonly number[];
  readonly batchSize: number;
  /** Steps in one pass over the data. */
  readonly steps: number;
}

/** Rate of every dropout. */
export const rate = 0.5;

export const networks: readonly Network[] = [
  { name: '784-64-10, batch 32', sizes: [784, 64, 10], batchSize: 32, steps: 200 },
  { name: '784-1024-1024-10, batch 128', sizes: [784, 1024, 1024, 10], batchSize: 128, steps: 6 },
];

/** Numbers like pixels and labels; what they say does not matter to the time. */
export function makeData({ sizes, batchSize, steps }: Network): { x: Float32Array; y: Int32Array; rows: number } {
  const rows = batchSize * steps;
  const features = sizes[0]!;
  const classes = sizes.at(-1)!;
  const x = Float32Array.from({ length: rows * features }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 8) / 2 ** 24);
  return { x, y: Int32Array.from({ length: rows }, (_, i) => i % classes), rows };
}
