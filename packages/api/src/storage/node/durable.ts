/** Writing that survives a power cut: bytes and directory entries are on the disk when these return. */
import { open } from 'node:fs/promises';

/** Creates a file that must not exist yet, and waits until its bytes are on the disk. `mode` is cut down by the umask. */
export async function writeNew(path: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What file systems say that cannot sync a directory. */
const cannotSync: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'ENOSYS'];

/** Waits until the names in a directory are on the disk, where the system can do that; Windows cannot open a directory. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (cause) {
    if (!cannotSync.includes((cause as NodeJS.ErrnoException).code)) throw cause;
  } finally {
    await directory.close();
  }
}
