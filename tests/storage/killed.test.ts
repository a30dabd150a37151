/** A process that is killed while it saves leaves the old checkpoint or the new one, before whichever file operation it dies. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '@bernoulli/api/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Children } from './children.ts';
import { first, newRoom, saving, second } from './rooms.ts';

let children: Children;
let { room, directory, clear } = newRoom();
beforeAll(async () => void (children = await Children.open()));
afterAll(() => children.close());
beforeEach(() => void (clear(), ({ room, directory, clear } = newRoom())));
afterEach(() => clear());

const loaded = async (): Promise<Record<string, Uint8Array>> => ({ ...(await loadCheckpoint(directory)) });

/** Every state that a save may begin in, and how it is made. */
const beginnings: [what: string, begin: () => Promise<void>][] = [
  ['a checkpoint', async () => saveCheckpoint(directory, first)],
  [
    'one that a crash left between the two renames',
    async () => {
      await saveCheckpoint(directory, first);
      renameSync(directory, join(room, '.step-1.previous'));
    },
  ],
  [
    'the same, and an empty directory that a script made since',
    async () => {
      await saveCheckpoint(directory, first);
      renameSync(directory, join(room, '.step-1.previous'));
      mkdirSync(directory);
    },
  ],
];

describe.skipIf(process.platform === 'win32')('a process killed while it saves over', () => {
  it.each(beginnings)(
    '%s',
    async (_, begin) => {
      const seen: string[] = [];
      for (let killBefore = 1; ; killBefore++) {
        rmSync(room, { recursive: true });
        mkdirSync(room);
        await begin();
        if (children.run(saving(directory), { killBefore }) !== null) break;
        const found = await loaded();
        const which = found['state.bin']!.length === 4 ? 'old' : 'new';
        expect(found, `killed before operation ${killBefore}`).toEqual(which === 'old' ? first : second);
        seen.push(which);
        await saveCheckpoint(directory, second);
        expect(await loaded()).toEqual(second);
        expect(readdirSync(room), `after operation ${killBefore} and one more save`).toEqual(['step-1']);
      }
      expect(await loaded()).toEqual(second);
      expect(readdirSync(room)).toEqual(['step-1']);
      expect(seen.join(' ')).toMatch(/^(old ){8,}(new ?){1,}$/);
    },
    120_000,
  );
});
