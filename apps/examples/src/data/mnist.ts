/** MNIST, from a directory or from the network: 60,000 digits of 28 × 28 pixels to train on, 10,000 to test on. */
import { fail, type TensorData } from '@bernoulli/api/ir';
import { readIdx } from '@bernoulli/data';
import type { DataSet, Examples } from './examples.ts';
import { cacheDirectory, fetchMnistFile, findMnistFile, type MnistFile, type MnistSource } from './mnist-files.ts';

export interface LoadMnistOptions extends Partial<MnistSource> {
  /**
   * Directory with `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each as it is or
   * with `.gz`. Any data of that form will do. Default: the files are downloaded once, checked, and kept in `cache`.
   */
  readonly dir?: string;
}

/**
 * Pixels as f32 [n, 784] from 0 to 1 (the file's 0 to 255, divided by 255), and labels 0 to 9.
 *
 * @throws BernoulliError `FORMAT` for a malformed file, `FILE` when a file is missing or cannot be downloaded.
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<DataSet> {
  const { dir, cache = cacheDirectory(), mirrors } = options;
  const source = { cache, ...(mirrors === undefined ? {} : { mirrors }) };
  const read = (file: MnistFile): Promise<Found> =>
    dir === undefined ? fetchMnistFile(file, source) : findMnistFile(file, dir);
  return {
    train: await examples(await read('train-images-idx3-ubyte'), await read('train-labels-idx1-ubyte')),
    test: await examples(await read('t10k-images-idx3-ubyte'), await read('t10k-labels-idx1-ubyte')),
  };
}

interface Found {
  readonly bytes: Uint8Array;
  readonly at: string;
}

async function examples(images: Found, labels: Found): Promise<Examples> {
  const pixels = await readBytes(images, 3);
  const digits = await readBytes(labels, 1);
  const [count, height, width] = pixels.shape as [number, number, number];
  if (height !== 28 || width !== 28)
    fail('FORMAT', {
      who: 'loadMnist',
      at: images.at,
      what: 'images must be of 28 × 28 pixels',
      received: `${height} × ${width}`,
    });
  if (digits.shape[0] !== count)
    fail('FORMAT', {
      who: 'loadMnist',
      at: labels.at,
      what: `there must be one label for each of ${count} images`,
      received: digits.shape[0],
    });
  const wrong = digits.data.findIndex((label) => label > 9);
  if (wrong >= 0)
    fail('FORMAT', {
      who: 'loadMnist',
      at: labels.at,
      what: `label ${wrong} must be in [0, 9]`,
      received: digits.data[wrong],
    });

  const x = new Float32Array(pixels.data.length);
  for (let i = 0; i < x.length; i++) x[i] = pixels.data[i]! / 255;
  const tensor: TensorData = { dtype: 'f32', shape: [count, height * width], data: x };
  return { x: tensor, y: Int32Array.from(digits.data) };
}

/** The array of a file, which must be of bytes. */
async function readBytes({ bytes, at }: Found, axes: number): Promise<{ data: Uint8Array; shape: readonly number[] }> {
  const { data, shape } = await readIdx(bytes, { name: at });
  if (!(data instanceof Uint8Array) || shape.length !== axes)
    return fail('FORMAT', {
      who: 'loadMnist',
      at,
      what: `the file must hold unsigned bytes in ${axes} ${axes === 1 ? 'dimension' : 'dimensions'}`,
      received: `${data.constructor.name} in ${shape.length}`,
    });
  return { data, shape };
}
