/** Adds to the end of a file: all of the bytes, or none. */
import { open } from 'node:fs/promises';
import { failFile } from './file-error.ts';

/**
 * Where the system takes only a part of the bytes, that part is cut off again. The file is not held open in between.
 *
 * @throws BernoulliError `FILE`, in the name of `who`.
 */
export async function appendWhole(who: string, path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'a');
    try {
      const { size } = await file.stat();
      await file.appendFile(bytes).catch(async (cause: unknown) => {
        await file.truncate(size).catch(() => {});
        throw cause;
      });
    } finally {
      await file.close();
    }
  } catch (cause) {
    failFile(cause, who, 'write', path);
  }
}
