import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from './index.ts';

let room: string;
let directory: string;
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'bernoulli-checkpoint-'));
  directory = join(room, 'step-1');
});
afterEach(() => rmSync(room, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const first = { 'state.safetensors': Uint8Array.of(1, 2, 3, 4), 'config.json': bytes('{"a":1}') };
const second = { 'state.safetensors': Uint8Array.of(9, 8), 'config.json': bytes('{"a":2}') };
const loaded = async (): Promise<Record<string, Uint8Array>> => ({ ...(await loadCheckpoint(directory)) });
const edit = (change: (manifest: { files: Record<string, unknown> } & Record<string, unknown>) => void): void => {
  const path = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { files: Record<string, unknown> } & Record<
    string,
    unknown
  >;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
};

describe('a checkpoint', () => {
  it('comes back as it was saved, and is replaced whole', async () => {
    await saveCheckpoint(directory, first);
    expect(await loaded()).toEqual(first);
    await saveCheckpoint(directory, { 'other.bin': new Uint8Array(0) });
    expect(await loaded()).toEqual({ 'other.bin': new Uint8Array(0) });
    expect(readdirSync(directory).sort()).toEqual(['manifest.json', 'other.bin']);
    expect(readdirSync(room)).toEqual(['step-1']);
  });

  it('makes the directories above it, and takes an empty directory', async () => {
    await saveCheckpoint(join(room, 'a/b/c'), first);
    mkdirSync(directory);
    await saveCheckpoint(directory, first);
    expect(await loaded()).toEqual(first);
  });

  it('has the same manifest for the same files in any order', async () => {
    await saveCheckpoint(directory, first);
    const one = readFileSync(join(directory, 'manifest.json'), 'utf8');
    await saveCheckpoint(directory, {
      'config.json': first['config.json'],
      'state.safetensors': first['state.safetensors'],
    });
    expect(readFileSync(join(directory, 'manifest.json'), 'utf8')).toBe(one);
  });

  it('never replaces a directory that holds anything else', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.txt'), 'ten years');
    await expect(saveCheckpoint(directory, first)).rejects.toMatchObject({
      code: 'NAME',
      message: expect.stringMatching(/is not a checkpoint/),
    });
    rmSync(directory, { recursive: true });
    await saveCheckpoint(directory, first);
    writeFileSync(join(directory, 'model.onnx'), 'x');
    await expect(saveCheckpoint(directory, second)).rejects.toThrow(/not part of the checkpoint.*model\.onnx/);
    expect(readdirSync(room)).toEqual(['step-1']);
    expect(await loaded()).toEqual(first);
  });

  it.each([
    '../a',
    'a/b',
    'a\\b',
    '..',
    '.hidden',
    '',
    'a.',
    'nul',
    'COM1.txt',
    'manifest.json',
    'Manifest.JSON',
    'a\0b',
    'ä',
    'x'.repeat(101),
  ])('may not hold a file named %j', async (name) => {
    await expect(saveCheckpoint(directory, { [name]: bytes('x') })).rejects.toMatchObject({ code: 'CONFIG' });
    await saveCheckpoint(directory, first);
    edit((manifest) => (manifest.files[name] = { bytes: 1, sha256: '0'.repeat(64) }));
    await expect(loadCheckpoint(directory)).rejects.toMatchObject({ code: 'FORMAT' });
  });

  it('may not hold two names that some systems take for one', async () => {
    for (const names of ['aA', 'Aa'])
      await expect(saveCheckpoint(directory, { [names[0]!]: bytes('1'), [names[1]!]: bytes('2') })).rejects.toThrow(
        /differ in case only/,
      );
  });

  it('cannot be saved under a file', async () => {
    writeFileSync(join(room, 'file'), '');
    await expect(saveCheckpoint(join(room, 'file', 'x'), first)).rejects.toMatchObject({ code: 'FILE' });
    await expect(saveCheckpoint(join(room, 'file'), first)).rejects.toMatchObject({ code: 'FILE' });
    for (const none of [undefined, '', 5] as never[]) {
      await expect(saveCheckpoint(none, first)).rejects.toThrow('saveCheckpoint: needs a path');
      await expect(loadCheckpoint(none)).rejects.toThrow('loadCheckpoint: needs a path');
    }
    expect(readdirSync(room)).toEqual(['file']);
  });
});

describe('a save', () => {
  it('waits for all that were asked for before it, also when the first of them is done', async () => {
    const save = (value: number): Promise<void> => saveCheckpoint(directory, { 'state.bin': Uint8Array.of(value) });
    const [done, ...others] = [1, 2, 3, 4].map(save);
    await done;
    await Promise.all([...others, save(5)]);
    expect(await loaded()).toEqual({ 'state.bin': Uint8Array.of(5) });
    expect(readdirSync(room)).toEqual(['step-1']);
  });

  it('that fails in the middle leaves what was there, and nothing else', async () => {
    await saveCheckpoint(directory, first);
    const broken = { 'state.safetensors': Uint8Array.of(9), 'config.json': 7 as never };
    await expect(saveCheckpoint(directory, broken)).rejects.toThrow();
    expect(await loaded()).toEqual(first);
    expect(readdirSync(room)).toEqual(['step-1']);
  });
});

describe('a damaged checkpoint', () => {
  const state = (): string => join(directory, 'state.safetensors');
  const cases: [what: string, damage: () => void, code: string, message: RegExp][] = [
    [
      'nothing there',
      () => rmSync(directory, { recursive: true }),
      'FILE',
      /step-1: cannot load: there is no such file/,
    ],
    [
      'no manifest',
      () => unlinkSync(join(directory, 'manifest.json')),
      'FILE',
      /cannot load: it holds no manifest\.json/,
    ],
    ['manifest cut', () => truncateSync(join(directory, 'manifest.json'), 40), 'FORMAT', /must be JSON/],
    [
      'manifest of others',
      () => edit((m) => (m['format'] = 'zip')),
      'FORMAT',
      /"format": "bernoulli-checkpoint". Received zip/,
    ],
    [
      'manifest of the future',
      () => edit((m) => (m['version'] = 2)),
      'FORMAT',
      /version of the manifest must be 1. Received 2/,
    ],
    ['manifest without files', () => edit((m) => (m['files'] = [] as never)), 'FORMAT', /must have "files"/],
    ['entry without a hash', () => edit((m) => (m.files['config.json'] = { bytes: 7 })), 'FORMAT', /64 hex digits/],
    [
      'entry with a negative length',
      () => edit((m) => (m.files['config.json'] = { bytes: -1, sha256: '' })),
      'FORMAT',
      /whole number. Received -1/,
    ],
    ['entry is null', () => edit((m) => (m.files['config.json'] = null)), 'FORMAT', /must be an object/],
    ['file missing', () => unlinkSync(state()), 'FORMAT', /state\.safetensors: the file is in the manifest, but not/],
    ['file cut', () => truncateSync(state(), 3), 'FORMAT', /must be 4 bytes long. Received 3 bytes/],
    [
      'file grown',
      () => writeFileSync(state(), Uint8Array.of(1, 2, 3, 4, 5)),
      'FORMAT',
      /at most 4 bytes long. Received 5 bytes/,
    ],
    [
      'one bit turned',
      () => writeFileSync(state(), Uint8Array.of(1, 2, 3, 5)),
      'FORMAT',
      /the SHA-256 of the file must be/,
    ],
    ['file is a directory', () => (unlinkSync(state()), mkdirSync(state())), 'FORMAT', /regular file/],
  ];
  it.each(cases)('%s', async (_, damage, code, message) => {
    await saveCheckpoint(directory, first);
    damage();
    await expect(loadCheckpoint(directory)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.skipIf(process.platform === 'win32')('does not follow links', async () => {
    await saveCheckpoint(directory, first);
    renameSync(state(), join(room, 'elsewhere'));
    symlinkSync(join(room, 'elsewhere'), state());
    await expect(loadCheckpoint(directory)).rejects.toThrow(/symbolic link/);
  });

  it('may not be larger than the caller allows', async () => {
    await saveCheckpoint(directory, first);
    await expect(loadCheckpoint(directory, { maxBytes: 10 })).rejects.toThrow(/at most 10 bytes. Received 11 bytes/);
    expect(Object.keys(await loadCheckpoint(directory, { maxBytes: 11 }))).toHaveLength(2);
  });
});
