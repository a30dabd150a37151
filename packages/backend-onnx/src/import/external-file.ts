/** Numbers that a model keeps in files beside it: read below the model's folder, and never through a link. */
import { fail } from '@bernoulli/api/ir';
import type { ExternalData } from '../proto/decode-tensor.ts';

/** What importing a file by its path needs of Node. */
export interface ModelFile {
  readonly bytes: Uint8Array;
  readonly external: ExternalData;
}

/** Larger files do not fit into the memory of a JavaScript program. */
const MOST_BYTES = 2 ** 31 - 1;
/** Node reads less than 2 GB at a time. */
const PIECE = 2 ** 30;

/**
 * Reads a model's file, and gives the way to those beside it.
 *
 * @throws BernoulliError `FILE` where the system refuses; `FORMAT` for a place that is not below the folder, or behind a link.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  // Not imported: a bundle for browsers would look for them.
  const fs = globalThis.process?.getBuiltinModule?.('node:fs');
  const paths = globalThis.process?.getBuiltinModule?.('node:path');
  if (fs === undefined || paths === undefined)
    fail('UNSUPPORTED', {
      who: 'importOnnx',
      at: path,
      what: 'only Node reads paths',
      hint: "Hand in the file's bytes",
    });
  const { dirname, join, normalize, isAbsolute, sep } = paths;
  const refused = (file: string, cause: unknown): never => {
    const error = cause as { code?: string };
    return fail('FILE', { who: 'importOnnx', at: file, what: `cannot be read (${error.code ?? String(cause)})` });
  };
  const opened = <T>(file: string, use: (descriptor: number, size: number) => T): T => {
    let descriptor: number;
    try {
      descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    } catch (error) {
      return refused(file, error);
    }
    try {
      const status = fs.fstatSync(descriptor);
      if (!status.isFile()) fail('FILE', { who: 'importOnnx', at: file, what: 'is no file' });
      return use(descriptor, status.size);
    } finally {
      fs.closeSync(descriptor);
    }
  };
  const part = (descriptor: number, offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const read = fs.readSync(descriptor, bytes, at, Math.min(length - at, PIECE), offset + at);
      if (read === 0) return bytes.subarray(0, at);
      at += read;
    }
    return bytes;
  };
  let real: string;
  try {
    real = fs.realpathSync(path);
  } catch (error) {
    return refused(path, error);
  }
  const folder = dirname(real);
  const external: ExternalData = ({ location, offset, length }) => {
    const problem = { who: 'importOnnx', at: location };
    const inner = normalize(location);
    if (location === '' || location.includes('\0') || isAbsolute(inner) || inner.split(sep).includes('..'))
      fail('FORMAT', { ...problem, what: 'external data must lie below the folder of the model' });
    const file = join(folder, inner);
    const through = inner.split(sep).map((_, i, parts) => join(folder, ...parts.slice(0, i + 1)));
    for (const step of through)
      if (fs.lstatSync(step, { throwIfNoEntry: false })?.isSymbolicLink() === true)
        fail('FORMAT', { ...problem, what: 'external data may not be reached through a link' });
    return opened(file, (descriptor, size) => {
      if (offset + length > size)
        fail('FORMAT', {
          ...problem,
          what: `a tensor of ${length} bytes from ${offset} on goes past the end`,
          received: size,
        });
      return part(descriptor, offset, length);
    });
  };
  const bytes = opened(real, (descriptor, size) => {
    if (size > MOST_BYTES)
      fail('FORMAT', {
        who: 'importOnnx',
        at: path,
        what: `a file has at most ${MOST_BYTES} bytes`,
        received: size,
        hint: 'A larger model keeps its numbers in files beside it: onnx.save(…, save_as_external_data=True)',
      });
    return part(descriptor, 0, size);
  });
  return { bytes, external };
}
