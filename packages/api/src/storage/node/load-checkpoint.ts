/** Reads a directory that `saveCheckpoint` wrote, and believes nothing that its manifest does not vouch for. */
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BernoulliError, checkKeys, fail } from '../../ir/index.ts';
import { placeOf, previousOf, type Place } from './checkpoint-place.ts';
import { checkPath, failFile, isMissing } from './file-error.ts';
import { entryOf, MANIFEST, MAX_MANIFEST_BYTES, parseManifest, type ManifestEntry } from './manifest.ts';
import { readFile } from './read-file.ts';

const who = 'loadCheckpoint';

/** How often a checkpoint is begun anew that is replaced while it is read. */
const mostTries = 10;

/** How often nothing is seen, as where a checkpoint is moved at the moment, before it is taken for missing. */
const mostMisses = 4;

export interface LoadCheckpointOptions {
  /** Largest sum of file sizes to accept, in bytes. Default: 2 GiB − 1. */
  readonly maxBytes?: number;
}

/**
 * Reads every file of a checkpoint and checks it against the manifest: present, a regular file, of the right length and SHA-256.
 * Files that the manifest does not name are not read. The SHA-256 guards against damage, not against an author who means
 * harm: what the files say must still be judged by whoever parses them. Another process may save to the directory meanwhile:
 * what is read is one checkpoint, whole.
 *
 * @returns The files by name, in a record without a prototype.
 * @throws BernoulliError `FILE` when there is no checkpoint or the system refuses, `FORMAT` when anything in it is wrong.
 */
export async function loadCheckpoint(
  directory: string,
  options: LoadCheckpointOptions = {},
): Promise<Record<string, Uint8Array>> {
  checkPath(who, directory);
  checkKeys(who, options, ['maxBytes']);
  try {
    for (let tries = 1, misses = 0; ; tries++) {
      const place = placeOf(directory);
      const source = await whereItIs(place);
      try {
        return await readAll(source, directory, options);
      } catch (cause) {
        // Damage stays where it is. What a writer put in its place may be read instead; and what is moved may be seen nowhere.
        const missed = source.identity === null && ++misses < mostMisses;
        if (tries === mostTries || (!missed && isSame(source, await whereItIs(place)))) throw cause;
      }
    }
  } catch (cause) {
    return failFile(cause, who, 'load', directory);
  }
}

async function readAll(
  { path, identity }: Source,
  directory: string,
  { maxBytes = 2 ** 31 - 1 }: LoadCheckpointOptions,
): Promise<Record<string, Uint8Array>> {
  if (identity === null) await access(directory);
  else await checkManifest(path, directory);
  const text = await readFile(join(path, MANIFEST), { maxBytes: MAX_MANIFEST_BYTES, followLinks: false });
  const manifest = parseManifest(text, directory);
  const total = [...manifest.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxBytes)
    fail('FORMAT', {
      who,
      at: directory,
      what: `the files must take at most ${maxBytes} bytes`,
      received: `${total} bytes`,
    });
  const files = Object.create(null) as Record<string, Uint8Array>;
  for (const [name, expected] of manifest)
    files[name] = await readListed(join(path, name), join(directory, name), expected);
  return files;
}

/** Says of a directory that holds other things what it is not. What is no directory is left to whoever opens it. */
async function checkManifest(path: string, directory: string): Promise<void> {
  try {
    await access(join(path, MANIFEST));
  } catch (cause) {
    if (!isMissing(cause)) return;
    throw new BernoulliError(
      'FILE',
      { who, at: directory, what: `cannot load: it holds no ${MANIFEST}, so it is no saved model or checkpoint` },
      { cause },
    );
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

/** A directory to read, and what tells it from another that takes its name. */
interface Source {
  readonly path: string;
  /** `null` where nothing is. */
  readonly identity: string | null;
}

function isSame(a: Source, b: Source): boolean {
  return a.path === b.path && a.identity === b.identity;
}

/** The directory itself; or the one it was to replace, if a crash came between the two renames of a save. */
async function whereItIs(place: Place): Promise<Source> {
  const { directory } = place;
  const itself = await identityOf(directory);
  if (itself !== null && (await identityOf(join(directory, MANIFEST))) !== null)
    return { path: directory, identity: itself };
  const [previous] = await previousOf(place);
  const identity = previous === undefined ? null : await identityOf(previous);
  return identity === null ? { path: directory, identity: itself } : { path: previous!, identity };
}

async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino, ctimeNs } = await stat(path, { bigint: true });
    return `${dev}:${ino}:${ctimeNs}`;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}
