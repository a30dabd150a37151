/** The page on architecture: every room there is has its line, and every file that a walk names is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from './scratch-repository.ts';

const page = readFileSync(join(repository, 'docs/ARCHITECTURE.md'), 'utf8');

/** What stands under a heading, up to the next. */
function section(heading: string): string {
  const [, text] = page.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (text === undefined) throw new Error(`docs/ARCHITECTURE.md has no heading "${heading}"`);
  return text.split(/^#/m)[0]!;
}

/** The first cells of a section's table that hold code. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)` *\|/gm)].map(([, cell]) => cell!);
}

function foldersIn(path: string): string[] {
  return readdirSync(join(repository, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** The rooms of a package; those of the api's `ir` have their own too. */
function roomsOf(name: string): string[] {
  const src = `packages/${name}/src`;
  return foldersIn(src).flatMap((room) =>
    name === 'api' && room === 'ir' ? [room, ...foldersIn(`${src}/ir`).map((wing) => `ir/${wing}`)] : [room],
  );
}

describe('docs/ARCHITECTURE.md', () => {
  it.each(foldersIn('packages'))('has a line for each room of packages/%s, and for no other', (name) => {
    const told = firstCells(section(`packages/${name}/src`));
    expect(told.toSorted()).toEqual(roomsOf(name).toSorted());
  });

  it.each([
    { walk: 'A batch in `fit`', most: 12 },
    { walk: '`exportOnnx`', most: 8 },
    { walk: 'A dropout rate', most: 8 },
  ])('walks "$walk" through files that are there', ({ walk, most }) => {
    const text = section(walk);
    const files = firstCells(text);
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
    expect(text).toContain(`: ${files.length} files.`);
    expect(files.length).toBeLessThanOrEqual(most);
  });

  it('names no other path that is not there', () => {
    const paths = [...page.matchAll(/`((?:packages|apps|docs)\/[\w./-]+)`/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
