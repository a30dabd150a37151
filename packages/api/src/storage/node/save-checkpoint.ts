/** Writes a directory of files as one: after a crash there is the old checkpoint or the new one, whole. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../ir/index.ts';
import { newPartial, placeOf, removeAbandoned, type Place } from './checkpoint-place.ts';
import { syncDirectory, writeNew } from './durable.ts';
import { failFile, isMissing } from './file-error.ts';
import { entryOf, MANIFEST, nameProblem, parseManifest, printManifest, type ManifestEntry } from './manifest.ts';
import { readFile } from './read-file.ts';

const who = 'saveCheckpoint';

/**
 * Saves named files as the directory `directory`, together with a `manifest.json` that holds the length and SHA-256 of each.
 *
 * Everything is first written to a hidden directory beside it, the manifest last, and is on the disk before it takes the
 * name. A checkpoint that was there is moved aside as `.<name>.previous`, and removed when the new one is in place;
 * {@link loadCheckpoint} falls back to it should a crash fall between the two renames. A directory that holds anything
 * but a checkpoint is never replaced. One process at a time may save to a directory.
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
  checkNames(Object.keys(files), directory);
  const place = placeOf(directory);
  const partial = newPartial(place);
  try {
    await mkdir(place.parent, { recursive: true });
    const replaces = await checkReplaceable(place, directory);
    await removeAbandoned(place);
    await mkdir(partial);
    await writeAll(partial, files);
    await putInPlace(partial, place, replaces);
    await syncDirectory(place.parent);
    await rm(place.previous, { recursive: true, force: true });
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    failFile(cause, who, 'save', directory);
  }
}

async function putInPlace(partial: string, { directory, previous }: Place, replaces: boolean): Promise<void> {
  if (!replaces) return rename(partial, directory);
  await rm(previous, { recursive: true, force: true });
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

/** True when there is a directory to replace. Fails when it holds anything that is not ours to delete. */
async function checkReplaceable({ directory }: Place, at: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
  if (names.length === 0) return true;
  if (!names.includes(MANIFEST))
    fail('NAME', { who, at, what: 'the directory exists and is not a checkpoint', hint: 'Choose another directory' });
  const ours = parseManifest(
    new TextDecoder().decode(await readFile(join(directory, MANIFEST), { maxBytes: 2 ** 24 })),
    at,
  );
  const others = names.filter((name) => name !== MANIFEST && !ours.has(name));
  if (others.length > 0)
    fail('NAME', {
      who,
      at,
      what: 'the directory holds files that are not part of the checkpoint in it',
      received: others,
      hint: 'Move them, or choose another directory',
    });
  return true;
}
