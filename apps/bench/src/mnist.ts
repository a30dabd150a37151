/** MNIST's rows from a folder of its files, as they are or with `.gz`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [TRAIN, TEST] = [
  ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
] as const;
export const TRAINING_ROWS = 60_000;
/** Bytes before the pixels, and before the labels. */
const [IMAGES_HEADER, LABELS_HEADER] = [16, 8];
const PIXELS = 784;

/** True where the folder has what {@link readMnist} reads; with `test`, what {@link readMnistTest} reads too. */
export function hasMnist(folder: string, test = false): boolean {
  return [...TRAIN, ...(test ? TEST : [])].every((name) => pathOf(folder, name) !== undefined);
}

export interface Rows {
  readonly x: Float32Array;
  readonly y: Int32Array;
}

/** So many rows for training, from the first on again where there are more than images: pixels from 0 to 1, and labels. */
export function readMnist(folder: string, rows: number): Rows {
  return rowsOf(folder, TRAIN, rows);
}

/** All rows for testing. */
export function readMnistTest(folder: string): Rows {
  return rowsOf(folder, TEST);
}

function rowsOf(folder: string, [images, classes]: typeof TRAIN | typeof TEST, count?: number): Rows {
  const [pixels, labels] = [read(folder, images, IMAGES_HEADER), read(folder, classes, LABELS_HEADER)];
  const rows = count ?? labels.length;
  const x = new Float32Array(rows * PIXELS);
  for (let i = 0; i < x.length; i++) x[i] = pixels[i % pixels.length]! / 255;
  return { x, y: Int32Array.from({ length: rows }, (_, i) => labels[i % labels.length]!) };
}

function pathOf(folder: string, name: string): string | undefined {
  return [name, `${name}.gz`].map((file) => join(folder, file)).find((path) => existsSync(path));
}

function read(folder: string, name: string, header: number): Uint8Array {
  const path = pathOf(folder, name);
  if (path === undefined) throw new Error(`${folder} has neither ${name} nor ${name}.gz`);
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).subarray(header);
}
