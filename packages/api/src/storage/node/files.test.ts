import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFile, writeFileAtomic } from './index.ts';

let room: string;
beforeEach(() => void (room = mkdtempSync(join(tmpdir(), 'bernoulli-files-'))));
afterEach(() => {
  chmodSync(room, 0o755);
  rmSync(room, { recursive: true, force: true });
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('writeFileAtomic', () => {
  it('writes, replaces whole, and leaves nothing else behind', async () => {
    const path = join(room, 'a.bin');
    await writeFileAtomic(path, bytes('a longer first text'));
    await writeFileAtomic(path, bytes('short'));
    expect(readFileSync(path, 'utf8')).toBe('short');
    expect(readdirSync(room)).toEqual(['a.bin']);
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the permissions of the file it replaces, and takes those of the umask for a new one',
    async () => {
      const path = join(room, 'a.bin');
      writeFileSync(join(room, 'plain'), '');
      await writeFileAtomic(path, bytes('1'));
      expect(statSync(path).mode & 0o777).toBe(statSync(join(room, 'plain')).mode & 0o777);
      chmodSync(path, 0o640);
      await writeFileAtomic(path, bytes('2'));
      expect(statSync(path).mode & 0o777).toBe(0o640);
    },
  );

  it.skipIf(process.platform === 'win32')('keeps a link, and replaces what it leads to', async () => {
    writeFileSync(join(room, 'a.bin'), 'old');
    symlinkSync('a.bin', join(room, 'latest'));
    await writeFileAtomic(join(room, 'latest'), bytes('new'));
    expect(lstatSync(join(room, 'latest')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(room, 'a.bin'), 'utf8')).toBe('new');
  });

  it('fails with the path and the reason, keeps what was there, and cleans up', async () => {
    writeFileSync(join(room, 'file'), 'x');
    await expect(writeFileAtomic(join(room, 'file', 'a.bin'), bytes('1'))).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringMatching(
        /writeFileAtomic at .*a\.bin: cannot write: part of the path is not a directory. Received ENOTDIR/,
      ),
      cause: { code: 'ENOTDIR' },
    });
    await expect(writeFileAtomic(join(room, 'none', 'a.bin'), bytes('1'))).rejects.toThrow(/no such file or directory/);
    mkdirSync(join(room, 'directory'));
    await expect(writeFileAtomic(join(room, 'directory'), bytes('1'))).rejects.toMatchObject({ code: 'FILE' });
    expect(readdirSync(room).sort()).toEqual(['directory', 'file']);
  });

  // The superuser may write anywhere, so there the refusal cannot be provoked.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says so when the directory is read-only',
    async () => {
      writeFileSync(join(room, 'a.bin'), 'old');
      chmodSync(room, 0o555);
      await expect(writeFileAtomic(join(room, 'a.bin'), bytes('new'))).rejects.toThrow(/permission is denied/);
      expect(readFileSync(join(room, 'a.bin'), 'utf8')).toBe('old');
    },
  );
});

describe('readFile', () => {
  it('reads a file into memory of its own', async () => {
    writeFileSync(join(room, 'a'), 'text');
    const read = await readFile(join(room, 'a'));
    expect(read.constructor).toBe(Uint8Array);
    expect(read.buffer.byteLength).toBe(4);
  });

  it('refuses what is missing, too large, or no regular file', async () => {
    writeFileSync(join(room, 'a'), 'text');
    await expect(readFile(join(room, 'b'))).rejects.toMatchObject({ code: 'FILE', cause: { code: 'ENOENT' } });
    await expect(readFile(join(room, 'a'), { maxBytes: 3 })).rejects.toThrow(/at most 3 bytes long. Received 4 bytes/);
    await expect(readFile(room)).rejects.toThrow(/directory|regular file/);
  });

  it.skipIf(process.platform === 'win32')('refuses links when told to, and pipes without waiting', async () => {
    writeFileSync(join(room, 'a'), 'text');
    symlinkSync(join(room, 'a'), join(room, 'link'));
    expect(await readFile(join(room, 'link'))).toHaveLength(4);
    await expect(readFile(join(room, 'link'), { followLinks: false })).rejects.toThrow(/symbolic link/);
    execFileSync('mkfifo', [join(room, 'pipe')]);
    await expect(readFile(join(room, 'pipe'))).rejects.toThrow(/regular file/);
  });
});
