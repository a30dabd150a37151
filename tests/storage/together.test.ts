/** Saves and loads at the same time: many of one process, a reader in one beside a writer in another. */
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '@bernoulli/api/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Children } from './children.ts';
import { first, newRoom, saving, second } from './rooms.ts';

let children: Children;
let { room, directory, clear } = newRoom();
beforeAll(async () => void (children = await Children.open()));
afterAll(() => children.close());
beforeEach(() => void (clear(), ({ room, directory, clear } = newRoom()), mkdirSync(room, { recursive: true })));
afterEach(() => clear());

describe('many at once', () => {
  it('saves of one process line up, also where a link leads to the same place, and the last one stays', async () => {
    symlinkSync('step-1', join(room, 'latest'), 'dir');
    const saves = Array.from({ length: 50 }, (_, i) =>
      saveCheckpoint(i % 2 === 0 ? directory : join(room, 'latest'), { 'n.bin': Uint8Array.of(i) }),
    );
    await Promise.all(saves);
    expect({ ...(await loadCheckpoint(directory)) }).toEqual({ 'n.bin': Uint8Array.of(49) });
    expect(readdirSync(room).sort()).toEqual(['latest', 'step-1']);
  });

  it('one that fails does not hold up the next', async () => {
    await saveCheckpoint(directory, first);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    const failed = saveCheckpoint(directory, second);
    const other = saveCheckpoint(join(room, 'step-2'), second);
    await expect(failed).rejects.toMatchObject({ code: 'NAME' });
    await other;
    expect({ ...(await loadCheckpoint(join(room, 'step-2'))) }).toEqual(second);
  });

  it('a reader beside a writer never fails, and reads one checkpoint, whole', async () => {
    const bytes = new Uint8Array(2 ** 16);
    await saveCheckpoint(directory, { 'a.bin': bytes, 'b.bin': bytes });
    const writer = children.start(`
      for (let i = 0; ; i++) {
        const bytes = new Uint8Array(2 ** 16).fill(i % 100);
        await saveCheckpoint(${JSON.stringify(directory)}, { 'a.bin': bytes, 'b.bin': bytes });
      }`);
    const ended = once(writer, 'exit');
    const seen = new Set<number>();
    const until = Date.now() + 3000;
    try {
      while (Date.now() < until || seen.size < 20) {
        const files = await loadCheckpoint(directory);
        expect(Buffer.compare(files['a.bin']!, files['b.bin']!)).toBe(0);
        seen.add(files['a.bin']![0]!);
      }
    } finally {
      writer.kill('SIGKILL');
      await ended;
    }
    expect(seen.size).toBeGreaterThanOrEqual(20);
  }, 60_000);

  it.each([1, 2, 3])('a reader finds what it saw nowhere %i times, since it was moved', async (misses) => {
    await saveCheckpoint(directory, first);
    const lines = children.run(`
      const fs = (await import('node:fs/promises')).default;
      const { renameSync } = await import('node:fs');
      const { syncBuiltinESMExports } = await import('node:module');
      const directory = ${JSON.stringify(directory)};
      let looks = 0;
      for (const name of ['stat', 'access']) {
        const original = fs[name];
        fs[name] = async (path, ...rest) => {
          if (path !== directory || ++looks > ${2 * misses}) return original(path, ...rest);
          renameSync(directory, directory + '-moved');
          try {
            return await original(path, ...rest);
          } finally {
            renameSync(directory + '-moved', directory);
          }
        };
      }
      syncBuiltinESMExports();
      console.log(Object.keys(await loadCheckpoint(directory)).join());`);
    expect(lines![0]).toBe('config.json,state.bin');
  });

  it('a checkpoint that is damaged, and stays so, is refused at once', async () => {
    await saveCheckpoint(directory, first);
    writeFileSync(join(directory, 'state.bin'), Uint8Array.of(1, 2, 3, 5));
    const started = Date.now();
    await expect(loadCheckpoint(directory)).rejects.toMatchObject({ code: 'FORMAT' });
    expect(Date.now() - started).toBeLessThan(1000);
  });
});

describe.skipIf(process.platform === 'win32')('a link', () => {
  it.each(['step-1', 'not-there-yet'])('to %s is kept, and what it leads to is replaced', async (name) => {
    await saveCheckpoint(directory, first);
    const latest = join(room, 'latest');
    symlinkSync(name, latest);
    await saveCheckpoint(latest, second);
    expect(readlinkSync(latest)).toBe(name);
    expect({ ...(await loadCheckpoint(latest)) }).toEqual(second);
    expect({ ...(await loadCheckpoint(join(room, name))) }).toEqual(second);
    expect(readdirSync(room).sort()).toEqual([...new Set(['latest', 'step-1', name])].sort());
  });

  it('in a circle is an error of the file system', async () => {
    symlinkSync('b', join(room, 'a'));
    symlinkSync('a', join(room, 'b'));
    await expect(saveCheckpoint(join(room, 'a'), first)).rejects.toMatchObject({
      code: 'FILE',
      cause: { code: 'ELOOP' },
    });
    await expect(loadCheckpoint(join(room, 'a'))).rejects.toMatchObject({ code: 'FILE' });
  });
});

describe('what is not ours', () => {
  it('is not removed with a checkpoint that is replaced, whatever its name', async () => {
    const mine = join(room, '.step-1.previous');
    mkdirSync(mine);
    writeFileSync(join(mine, 'thesis.txt'), 'ten years');
    await saveCheckpoint(directory, first);
    await saveCheckpoint(directory, second);
    expect(readFileSync(join(mine, 'thesis.txt'), 'utf8')).toBe('ten years');
    expect({ ...(await loadCheckpoint(directory)) }).toEqual(second);
    expect(readdirSync(room).sort()).toEqual(['.step-1.previous', 'step-1']);
  });

  it('is not removed from what a dead process left', async () => {
    const [pid] = children.run(`console.log(process.pid);`)!;
    const partial = join(room, `.step-1.partial-${pid}-0123456789ab`);
    mkdirSync(join(partial, 'folder'), { recursive: true });
    writeFileSync(join(partial, 'state.bin'), 'half');
    await saveCheckpoint(directory, first);
    expect(readdirSync(partial)).toEqual(['folder']);
    expect({ ...(await loadCheckpoint(directory)) }).toEqual(first);
  });

  it.skipIf(process.getuid?.() !== 0)('and cannot be removed by this user, does not fail the save', async () => {
    // Everyone may write to the room, as to /tmp, but may remove only what is theirs.
    chmodSync(room, 0o1777);
    const [pid] = children.run(`console.log(process.pid);`)!;
    const partial = join(room, `.step-1.partial-${pid}-0123456789ab`);
    await saveCheckpoint(directory, first);
    mkdirSync(partial);
    writeFileSync(join(partial, 'state.bin'), 'half');
    await saveCheckpoint(join(room, 'other'), first);
    const previous = join(room, '.step-1.previous');
    mkdirSync(previous);
    for (const [name, bytes] of Object.entries(first)) writeFileSync(join(previous, name), bytes);
    writeFileSync(join(previous, 'manifest.json'), readFileSync(join(directory, 'manifest.json')));
    chownSync(directory, 65534, 65534);
    for (const name of readdirSync(directory)) chownSync(join(directory, name), 65534, 65534);
    children.run(saving(directory), { uid: 65534 });
    expect({ ...(await loadCheckpoint(directory)) }).toEqual(second);
    expect(readdirSync(room).sort()).toEqual(
      ['.step-1.previous', `.step-1.partial-${pid}-0123456789ab`, 'other', 'step-1'].sort(),
    );
  });

  it('a partial directory of an earlier process with our own number is removed, one of this process is not', async () => {
    const old = join(room, `.step-1.partial-${process.pid}-0123456789ab`);
    const young = join(room, `.step-1.partial-${process.pid}-ba9876543210`);
    mkdirSync(old);
    mkdirSync(young);
    utimesSync(old, 1e9, 1e9);
    await saveCheckpoint(directory, first);
    expect(readdirSync(room).sort()).toEqual([`.step-1.partial-${process.pid}-ba9876543210`, 'step-1'].sort());
  });

  it('comes back from beside a directory that was moved aside when the name was taken', async () => {
    // `.previous` is somebody else's, and a crash came between the two renames: the checkpoint is at `.previous-1`.
    mkdirSync(join(room, '.step-1.previous'));
    writeFileSync(join(room, '.step-1.previous', 'thesis.txt'), 'ten years');
    await saveCheckpoint(directory, first);
    const operations = children.run(saving(directory))!;
    const counted = operations.filter((line) => !/^(sync|close) /.test(line));
    const rename = counted.findIndex((line) => line.startsWith('rename') && line.includes('.previous-1'));
    expect(rename).toBeGreaterThan(0);
    await saveCheckpoint(directory, first);
    expect(children.run(saving(directory), { killBefore: rename + 2 })).toBeNull();
    expect(readdirSync(room)).not.toContain('step-1');
    expect({ ...(await loadCheckpoint(directory)) }).toEqual(first);
    await saveCheckpoint(directory, second);
    expect(readdirSync(room).sort()).toEqual(['.step-1.previous', 'step-1']);
  });
});
