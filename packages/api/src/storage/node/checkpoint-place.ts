/** Where a checkpoint and its passing companions lie: the directory itself, those being written, those being replaced. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { followLinks } from './follow-links.ts';

export interface Place {
  /** The directory itself: where `path` is a link, what it leads to. */
  readonly directory: string;
  readonly parent: string;
  /** Start of the names of directories that are being written; a process id follows. */
  readonly partialPrefix: string;
  /** Name of the last checkpoint, during the instant in which the new one takes its place; `-1`, `-2` follow where it is taken. */
  readonly previousName: string;
}

export function placeOf(path: string): Place {
  const directory = followLinks(path);
  const name = basename(directory);
  return {
    directory,
    parent: dirname(directory),
    partialPrefix: `.${name}.partial-`,
    previousName: `.${name}.previous`,
  };
}

export function newPartial(place: Place): string {
  return join(place.parent, `${place.partialPrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** The checkpoints that were moved aside, the last one first; none where the system does not show them. */
export async function previousOf({ parent, previousName }: Place): Promise<string[]> {
  const names = await readdir(parent).catch((): string[] => []);
  return names
    .map((name) => ({ name, number: numberOf(name, previousName) }))
    .filter(({ number }) => number >= 0)
    .sort((a, b) => b.number - a.number)
    .map(({ name }) => join(parent, name));
}

/** A name after those that are taken: what could not be removed stays, and stays behind. */
export async function newPrevious(place: Place): Promise<string> {
  const last = (await previousOf(place))[0];
  const name = place.previousName;
  return join(place.parent, last === undefined ? name : `${name}-${numberOf(basename(last), name) + 1}`);
}

function numberOf(name: string, previousName: string): number {
  if (name === previousName) return 0;
  const number = name.startsWith(`${previousName}-`) ? name.slice(previousName.length + 1) : '';
  return /^[1-9]\d{0,8}$/.test(number) ? Number(number) : -1;
}
