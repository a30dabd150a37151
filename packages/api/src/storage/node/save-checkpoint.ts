/** Writes a directory of files as one: after a crash there is the old checkpoint or the new one, whole. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, Mutex } from '../../ir/index.ts';
import { newPartial, newPrevious, placeOf, type Place } from './checkpoint-place.ts';
import { syncDirectory, writeNew } from './durable.ts';
import { checkPath, failFile, isMissing } from './file-error.ts';
import { removeAbandoned, removePrevious } from './leftovers.ts';
import {
  entryOf,
  MANIFEST,
  MAX_MANIFEST_BYTES,
  nameProblem,
  parseManifest,
  printManifest,
  type ManifestEntry,
} from './manifest.ts';
import { readFile } from './read-file.ts';

const who = 'saveCheckpoint';

/** Saves of this process that are not done, by the directory they are to: they go one after the other. */
const queues = new Map<string, Mutex>();

/**
 * Saves named files as the directory `directory`, together with a `manifest.json` that holds the length and SHA-256 of each.
 *
 * Everything is first written to a hidden directory beside it, the manifest last, and is on the disk before it takes the
 * name. A checkpoint that was there is moved aside as `.<name>.previous`, and removed when the new one is in place;
 * {@link loadCheckpoint} falls back to it should a crash fall between the two renames. A directory that holds anything
 * but a checkpoint is never replaced, and no file is removed that a save did not write. Where `directory` is a symbolic
 * link, what it leads to is replaced, and the link stays. Saves to one directory may be asked for at once in a process: they
 * are done in that order. One process at a time may save to a directory; others may load from it.
 *
 * @throws BernoulliError `FILE` when the system refuses, `CONFIG` for a bad file name, `NAME` when `directory` holds other things.
 * @example
 * ```ts
 * import { loadCheckpoint, saveCheckpoint } from '@bernoulli/api/node';
 * await saveCheckpoint('runs/step-100', { 'config.json': new TextEncoder().encode('{}') });
 * const files = await loadCheckpoint('runs/step-100');
 * ```
 */
export async function saveCheckpoint(directory: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  checkPath(who, directory);
  checkNames(Object.keys(files), directory);
  try {
    const place = placeOf(directory);
    await inTurn(place.directory, () => save(place, directory, files));
  } catch (cause) {
    failFile(cause, who, 'save', directory);
  }
}

async function inTurn(key: string, work: () => Promise<void>): Promise<void> {
  const queue = queues.get(key) ?? new Mutex();
  queues.set(key, queue);
  try {
    await queue.take(work);
  } finally {
    if (queue.idle) queues.delete(key);
  }
}

async function save(place: Place, at: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const partial = newPartial(place);
  try {
    await mkdir(place.parent, { recursive: true });
    await checkReplaceable(place, at);
    await removeAbandoned(place);
    await mkdir(partial);
    await writeAll(partial, files);
    await putInPlace(partial, place, at);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw cause;
  }
  await syncDirectory(place.parent);
  await removePrevious(place);
}

async function putInPlace(partial: string, place: Place, at: string): Promise<void> {
  const { directory } = place;
  // Writing may have taken long: what came into the directory in the meantime is not ours either.
  const there = await checkReplaceable(place, at);
  if (there === 'empty') await rmdir(directory);
  if (there !== 'checkpoint') return rename(partial, directory);
  const previous = await newPrevious(place);
  await rename(directory, previous);
  try {
    await rename(partial, directory);
  } catch (cause) {
    await rename(previous, directory);
    throw cause;
  }
}

async function writeAll(partial: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const manifest = new Map<string, ManifestEntry>();
  for (const [name, bytes] of Object.entries(files)) {
    await writeNew(join(partial, name), bytes);
    manifest.set(name, entryOf(bytes));
  }
  await writeNew(join(partial, MANIFEST), new TextEncoder().encode(printManifest(manifest)));
  await syncDirectory(partial);
}

function checkNames(names: readonly string[], at: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== null) fail('CONFIG', { who, at, what: problem, received: name });
    if (seen.has(name.toLowerCase()))
      fail('CONFIG', { who, at, what: 'two file names differ in case only', received: name });
    seen.add(name.toLowerCase());
  }
}

/** What there is to replace. Fails when it holds anything that is not ours to delete. */
async function checkReplaceable({ directory }: Place, at: string): Promise<'nothing' | 'empty' | 'checkpoint'> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (cause) {
    if (isMissing(cause)) return 'nothing';
    throw cause;
  }
  if (names.length === 0) return 'empty';
  if (!names.includes(MANIFEST))
    fail('NAME', { who, at, what: 'the directory exists and is not a checkpoint', hint: 'Choose another directory' });
  const text = await readFile(join(directory, MANIFEST), { maxBytes: MAX_MANIFEST_BYTES });
  const ours = parseManifest(text, at);
  const others = names.filter((name) => name !== MANIFEST && !ours.has(name));
  if (others.length > 0)
    fail('NAME', {
      who,
      at,
      what: 'the directory holds files that are not part of the checkpoint in it',
      received: others,
      hint: 'Move them, or choose another directory',
    });
  return 'checkpoint';
}
