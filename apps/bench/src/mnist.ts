/** MNIST's training set from a folder of its files, as they are or with `.gz`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [IMAGES, LABELS] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
/** Bytes before the pixels, and before the labels. */
const [IMAGES_HEADER, LABELS_HEADER] = [16, 8];
const PIXELS = 784;

/** True where the folder has what {@link readMnist} reads. */
export function hasMnist(folder: string): boolean {
  return [IMAGES, LABELS].every((name) => pathOf(folder, name) !== undefined);
}

/** So many rows, from the first on again where there are more than images: pixels from 0 to 1, and labels. */
export function readMnist(folder: string, rows: number): { x: Float32Array; y: Int32Array } {
  const [pixels, labels] = [read(folder, IMAGES, IMAGES_HEADER), read(folder, LABELS, LABELS_HEADER)];
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
