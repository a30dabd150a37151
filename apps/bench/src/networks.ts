/** The networks that are timed, and the data that they are trained on. */
import { readMnist, TRAINING_ROWS } from './mnist.ts';

export interface Network {
  readonly name: string;
  /** Sizes of the layers, the input first; ReLU and dropout behind every hidden layer, softmax at the end. */
  readonly sizes: readonly number[];
  readonly batchSize: number;
  /** Steps in one pass over the data. */
  readonly steps: number;
  /** One mask for the whole batch, `noiseShape: [1, units]`, instead of one per row. */
  readonly sharedMasks: boolean;
  /** Rate of every dropout. */
  readonly rate: number;
  /** Folder of MNIST's files; `null` for numbers that are made up. */
  readonly mnist: string | null;
}

/** Rate of dropout where none is asked for. */
export const rate = 0.5;

/** Operations that a pass should come to: enough that the ends of an epoch do not count. */
const PASS = 100e9;

/** What it costs to update a parameter, in operations of a product. */
const UPDATE = 100;

export interface NetworkOptions {
  readonly sharedMasks?: boolean;
  readonly pass?: number;
  readonly rate?: number;
  readonly mnist?: string | null;
}

/** Names a network by its sizes, and gives it a pass of a length that suits it. */
export function networkOf(
  sizes: readonly number[],
  batchSize: number,
  { sharedMasks = false, pass = PASS, rate: dropped = rate, mnist = null }: NetworkOptions = {},
): Network {
  const tens = Math.round(pass / (10 * (6 * batchSize + UPDATE) * weightsOf(sizes)));
  const steps = 10 * Math.min(50, Math.max(1, tens));
  const more = [
    ...(sharedMasks ? ['shared masks'] : []),
    ...(dropped === rate ? [] : [`rate ${dropped}`]),
    ...(mnist === null ? [] : ['MNIST']),
  ];
  const name = [nameOf(sizes), `batch ${batchSize}`, ...more].join(', ');
  return { name, sizes, batchSize, steps, sharedMasks, rate: dropped, mnist };
}

/** Steps of an epoch of MNIST, whole batches only. */
export function epochOf({ batchSize }: Pick<Network, 'batchSize'>): number {
  return Math.floor(TRAINING_ROWS / batchSize);
}

/** Three and more layers of one width are counted: `784-256×12-10`. */
function nameOf(sizes: readonly number[]): string {
  const runs: { size: number; count: number }[] = [];
  for (const size of sizes) {
    const last = runs.at(-1);
    if (last?.size === size) last.count++;
    else runs.push({ size, count: 1 });
  }
  return runs
    .flatMap(({ size, count }) => (count > 2 ? [`${size}×${count}`] : Array.from({ length: count }, () => `${size}`)))
    .join('-');
}

/** Steps of a pass for contenders so slow that its ends do not count anyway. */
export function fewSteps({ steps }: Network): number {
  return Math.max(2, Math.round(steps / 16));
}

/** Weights of all layers, without the biases. */
export function weightsOf(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, size, i) => sum + size * sizes[i]!, 0);
}

/**
 * Rows of MNIST, or numbers in place of pixels and labels. What they say matters little to the time of whoever multiplies zeros,
 * and much to ours: the hidden layers of a network that learns nothing fall asleep.
 */
export function makeData(
  { sizes, batchSize, mnist }: Pick<Network, 'sizes' | 'batchSize' | 'mnist'>,
  steps: number,
): { x: Float32Array; y: Int32Array; rows: number } {
  const rows = batchSize * steps;
  if (mnist !== null) return { ...readMnist(mnist, rows), rows };
  const features = sizes[0]!;
  const classes = sizes.at(-1)!;
  const x = new Float32Array(rows * features);
  for (let i = 0; i < x.length; i++) x[i] = (Math.imul(i, 0x9e3779b1) >>> 8) / 2 ** 24;
  return { x, y: Int32Array.from({ length: rows }, (_, i) => i % classes), rows };
}
