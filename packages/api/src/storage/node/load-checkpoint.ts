/** Reads a directory that `saveCheckpoint` wrote, and believes nothing that its manifest does not vouch for. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../ir/index.ts';
import { placeOf } from './checkpoint-place.ts';
import { failFile, isMissing } from './file-error.ts';
import { entryOf, MANIFEST, parseManifest, type ManifestEntry } from './manifest.ts';
import { readFile } from './read-file.ts';

const who = 'loadCheckpoint';

export interface LoadCheckpointOptions {
  /** Largest sum of file sizes to accept, in bytes. Default: 2 GiB − 1. */
  readonly maxBytes?: number;
}

/**
 * Reads every file of a checkpoint and checks it against the manifest: present, a regular file, of the right length and SHA-256.
 * Files that the manifest does not name are not read. The SHA-256 guards against damage, not against an author who means
 * harm: what the files say must still be judged by whoever parses them.
 *
 * @returns The files by name, in a record without a prototype.
 * @throws BernoulliError `FILE` when there is no checkpoint or the system refuses, `FORMAT` when anything in it is wrong.
 */
export async function loadCheckpoint(
  directory: string,
  options: LoadCheckpointOptions = {},
): Promise<Record<string, Uint8Array>> {
  const { maxBytes = 2 ** 31 - 1 } = options;
  try {
    const source = await whereItIs(directory);
    const text = await readFile(join(source, MANIFEST), { maxBytes: 2 ** 24, followLinks: false });
    const manifest = parseManifest(new TextDecoder().decode(text), directory);
    const total = [...manifest.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > maxBytes)
      fail('FORMAT', {
        who,
        at: directory,
        what: `the files must take at most ${maxBytes} bytes`,
        received: `${total} bytes`,
      });

    const files = Object.create(null) as Record<string, Uint8Array>;
    for (const [name, expected] of manifest) {
      files[name] = await readListed(join(source, name), join(directory, name), expected);
    }
    return files;
  } catch (cause) {
    return failFile(cause, who, 'load', directory);
  }
}

/** Reads the file at `path`, called `at` in messages, and holds it to its manifest entry. */
async function readListed(path: string, at: string, expected: ManifestEntry): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, { maxBytes: expected.bytes, followLinks: false });
  } catch (cause) {
    if (!isMissing((cause as Error).cause ?? cause)) throw cause;
    return fail('FORMAT', { who, at, what: 'the file is in the manifest, but not in the directory' });
  }
  const found = entryOf(bytes);
  if (found.bytes !== expected.bytes)
    fail('FORMAT', {
      who,
      at,
      what: `the file must be ${expected.bytes} bytes long`,
      received: `${found.bytes} bytes`,
    });
  if (found.sha256 !== expected.sha256)
    fail('FORMAT', { who, at, what: `the SHA-256 of the file must be ${expected.sha256}`, received: found.sha256 });
  return bytes;
}

/** The directory itself; or the one it was to replace, if a crash came between the two renames of a save. */
async function whereItIs(path: string): Promise<string> {
  const { directory, previous } = placeOf(path);
  try {
    await access(directory);
    return directory;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    await access(previous);
    return previous;
  }
}
