import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { versionOf } from '../src/node-version.ts';
import { chosen, parse, UsageError } from '../src/options.ts';

describe('the options', () => {
  it('have defaults for a real run and for a quick one', () => {
    expect(parse([])).toMatchObject({ rounds: 7, quick: false, marks: false, contender: [], python: 'python3' });
    expect(parse(['--quick'])).toMatchObject({ rounds: 3, quick: true });
    expect(parse(['--quick', '--rounds', '1'])).toMatchObject({ rounds: 1 });
  });
  it.each(['0', '2.5', 'many', ''])('refuse %j rounds', (rounds) => {
    expect(() => parse(['--rounds', rounds])).toThrow(`--rounds must be a whole number from 1 up. Received ${rounds}.`);
  });
  it('say what is wrong, and what there is, for an option that is unknown or lacks its value', () => {
    expect(() => parse(['--round', '2'])).toThrow(/--round'[^]*--rounds N/);
    expect(() => parse(['--json'])).toThrow(/--json[^]*--json FILE/);
    expect(() => parse(['faster'])).toThrow(UsageError);
  });
  it('keep the curves apart from what they do not measure', () => {
    expect(() => parse(['--curves', 'x', '--marks'])).toThrow('--curves measures works of its own');
    expect(parse(['--curves', 'x', '--contender', 'cpu']).curves).toBe('x');
  });
  it('keep the picture of densities apart from what is timed', () => {
    for (const other of [['--marks'], ['--curves', 'y'], ['--json', 'y']])
      expect(() => parse(['--density', 'x', ...other])).toThrow('--density times nothing');
    expect(parse(['--density', 'x', '--network', '784-64']).density).toBe('x');
  });
  it('take a folder of MNIST, and whether zeros are multiplied for comparison', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-mnist-'));
    expect(() => parse(['--mnist', folder])).toThrow("--mnist must be a folder of MNIST's training images and labels.");
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), '');
    writeFileSync(join(folder, 'train-labels-idx1-ubyte.gz'), '');
    expect(parse(['--mnist', folder])).toMatchObject({ mnist: folder, sparse: true });
    expect(() => parse(['--quality', '--mnist', folder])).toThrow('--quality wants --mnist with a folder of MNIST');
    writeFileSync(join(folder, 't10k-images-idx3-ubyte.gz'), '');
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), '');
    expect(parse(['--quality', '--mnist', folder]).quality).toBe(true);
    rmSync(folder, { recursive: true });
    expect(parse(['--sparse', 'false']).sparse).toBe(false);
    expect(() => parse(['--sparse', 'no'])).toThrow('--sparse must be true or false. Received no.');
  });
  it('choose by part of a name, and list the names when none has it', () => {
    const items = [{ name: 'one' }, { name: 'two' }];
    expect(chosen('--x', items, [])).toEqual(items);
    expect(chosen('--x', items, ['w'])).toEqual([{ name: 'two' }]);
    expect(() => chosen('--x', items, ['o', 'three'])).toThrow(/Received three\.[^]*one\n +two/);
  });
  it('ask a Node for its version, and refuse what is none', () => {
    expect(versionOf(process.execPath)).toBe(process.version);
    expect(() => versionOf('/no/such/node')).toThrow('--node must be the program of a Node. Received /no/such/node');
  });
});
