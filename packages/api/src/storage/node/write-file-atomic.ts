/** Replaces a file so that a reader, or a crash, sees the old bytes or the new, and nothing between. */
import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory, writeNew } from './durable.ts';
import { failFile, isMissing } from './file-error.ts';
import { followLinks } from './follow-links.ts';

/**
 * Writes `bytes` to `path`: first to a hidden file in the same directory, on to the disk, and only then renamed to `path`.
 * A file that was there is replaced whole and keeps its permissions; a new one gets those that the umask leaves. Where `path` is
 * a symbolic link, what it leads to is replaced. When anything fails, the hidden file is removed and the old file stays as it was.
 *
 * @throws BernoulliError `FILE`, with the system's error as its `cause`.
 * @example
 * ```ts
 * import { writeFileAtomic } from '@bernoulli/api/node';
 * await writeFileAtomic('model.onnx', exportOnnx(model));
 * ```
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  let partial: string | undefined;
  try {
    const target = followLinks(path);
    const directory = dirname(target);
    partial = join(directory, `.${basename(target)}.${process.pid}-${randomBytes(6).toString('hex')}.partial`);
    const mode = await modeOf(target);
    await writeNew(partial, bytes);
    if (mode !== undefined) await chmod(partial, mode);
    await rename(partial, target);
    await syncDirectory(directory);
  } catch (cause) {
    if (partial !== undefined) await rm(partial, { force: true }).catch(() => {});
    failFile(cause, 'writeFileAtomic', 'write', path);
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}
