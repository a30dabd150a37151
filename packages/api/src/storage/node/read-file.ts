/** Reads a whole file, but never more of it than was agreed. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { checkKeys, fail } from '../../ir/index.ts';
import { failFile } from './file-error.ts';

export interface ReadFileOptions {
  /** Largest file to accept, in bytes. Default: 2 GiB − 1. */
  readonly maxBytes?: number;
  /** False: a symbolic link is refused, where the system can tell (not on Windows). Default: true. */
  readonly followLinks?: boolean;
}

/**
 * Reads the bytes of a regular file into memory of their own. Devices, pipes and directories are refused, and so is a file
 * that is larger than `maxBytes`, before memory is taken for it.
 *
 * @throws BernoulliError `FILE` when the system refuses, `FORMAT` when the file is too large or not a regular file.
 * @example
 * ```ts
 * import { readFile } from '@bernoulli/api/node';
 * const bytes = await readFile('model.onnx', { maxBytes: 1e8 });
 * ```
 */
export async function readFile(path: string, options: ReadFileOptions = {}): Promise<Uint8Array> {
  checkKeys('readFile', options, ['maxBytes', 'followLinks']);
  const { maxBytes = 2 ** 31 - 1, followLinks = true } = options;
  // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  let file: FileHandle | undefined;
  try {
    file = await open(path, flags);
    const stats = await file.stat();
    if (!stats.isFile()) fail('FORMAT', { who: 'readFile', at: path, what: 'must be a regular file' });
    if (stats.size > maxBytes)
      fail('FORMAT', {
        who: 'readFile',
        at: path,
        what: `the file must be at most ${maxBytes} bytes long`,
        received: `${stats.size} bytes`,
      });
    return await readExactly(file, stats.size, path);
  } catch (cause) {
    return failFile(cause, 'readFile', 'read', path);
  } finally {
    await file?.close();
  }
}

async function readExactly(file: FileHandle, size: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let position = 0;
  while (position < size) {
    const { bytesRead } = await file.read(bytes, position, size - position, position);
    if (bytesRead === 0)
      fail('FORMAT', {
        who: 'readFile',
        at: path,
        what: `the file became shorter while it was read`,
        received: `${position} of ${size} bytes`,
      });
    position += bytesRead;
  }
  return bytes;
}
