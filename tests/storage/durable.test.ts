/** What is saved is on the disk before it takes its name, and what it replaces goes only then: held against the order of system calls. */
import { mkdirSync } from 'node:fs';
import { saveCheckpoint } from '@bernoulli/api/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Children } from './children.ts';
import { first, newRoom, saving } from './rooms.ts';

let children: Children;
const { room, directory, clear } = newRoom();
beforeAll(async () => void (children = await Children.open()));
afterAll(() => {
  children.close();
  clear();
});

it.skipIf(process.platform === 'win32')(
  'every file, its directory and the parent are synced in the order of need',
  async () => {
    mkdirSync(room, { recursive: true });
    await saveCheckpoint(directory, first);
    const lines = children.run(saving(directory))!.map((line) => line.replace(/\.partial-\d+-\w+/g, '.partial'));
    const partial = `${room}/.step-1.partial`;
    const previous = `${room}/.step-1.previous`;
    const at = (line: string): number => {
      expect(lines).toContain(line);
      return lines.lastIndexOf(line);
    };
    const moved = at(`rename ${partial} ${directory}`);
    for (const name of ['state.bin', 'config.json', 'manifest.json']) {
      const file = `${partial}/${name}`;
      expect(at(`sync ${file}`)).toBeGreaterThan(at(`writeFile ${file}`));
      expect(at(`close ${file}`)).toBeGreaterThan(at(`sync ${file}`));
      // The names in the directory are synced after the last of them was made.
      expect(at(`sync ${partial}`)).toBeGreaterThan(at(`sync ${file}`));
    }
    expect(at(`rename ${directory} ${previous}`)).toBeGreaterThan(at(`sync ${partial}`));
    expect(moved).toBeGreaterThan(at(`rename ${directory} ${previous}`));
    expect(at(`sync ${room}`)).toBeGreaterThan(moved);
    for (const name of ['state.bin', 'config.json', 'manifest.json'])
      expect(at(`unlink ${previous}/${name}`)).toBeGreaterThan(at(`sync ${room}`));
    expect(at(`rmdir ${previous}`)).toBe(lines.length - 1);
  },
);
