/** `npm create @bernoulli/backend`, as a stranger meets it: what it writes runs, and what it cannot write leaves nothing. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProject, skeleton, type Runner } from '@bernoulli/create-backend';
import { afterAll, describe, expect, it } from 'vitest';

const SLOW = 120_000;
const program = fileURLToPath(new URL('../bin/command.ts', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** By its address: outside the repository no folder has it. */
const tsx = pathToFileURL(join(modules, 'tsx/dist/loader.mjs')).href;
const SOURCES = ['--conditions=@bernoulli/source', '--import', tsx];
const room = mkdtempSync(join(tmpdir(), 'create-backend-'));
afterAll(() => rmSync(room, { recursive: true }));

function node(args: readonly string[], cwd = room) {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1' };
  return spawnSync(process.execPath, [...SOURCES, ...args], { cwd, env, encoding: 'utf8' });
}

/** A new backend whose dependencies are this repository's, as they would be after npm install. */
function made(name: string, runner: Runner): string {
  const { status, stderr, stdout } = node([program, name, '--runner', runner]);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toContain(`cd ${name}\n  npm install\n  npm test`);
  const folder = join(room, name);
  symlinkSync(modules, join(folder, 'node_modules'));
  return folder;
}

/** How a test runner that knows no build finds the sources. */
const CONFIG = `export default { resolve: { conditions: ['@bernoulli/source'] }, ssr: { resolve: { conditions: ['@bernoulli/source', 'node'] } } };`;

describe('a new backend', () => {
  const held = (runner: Runner) => (): void => {
    const folder = made(`held-by-${runner}`, runner);
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const nodes = runner === 'node';
    const test = nodes ? ['--test', 'test/conformance.test.ts'] : [join(modules, 'vitest/vitest.mjs'), 'run'];
    expect(scripts['test']).toContain(test.at(-1));
    if (!nodes) writeFileSync(join(folder, 'vitest.config.mjs'), CONFIG);
    const run = node(test, folder);
    expect(run.status, run.stdout + run.stderr).toBe(0);
    const [, passed] = /(?:# pass|Tests +)\s*(\d+)/.exec(run.stdout)!;
    expect(Number(passed)).toBeGreaterThan(60);
    if (!nodes) return;
    // It is the suite that ran: a kernel that is wrong is found.
    const kernels = join(folder, 'src/kernels.ts');
    writeFileSync(kernels, readFileSync(kernels, 'utf8').replace('b!.data[beside]!;', 'b!.data[i]!;'));
    const broken = node(test, folder);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toContain('add/');
  };
  it('is held to the suite by vitest', held('vitest'), SLOW);
  it("is held to the suite by Node's own runner", held('node'), SLOW);

  it(
    'is scored by the command',
    () => {
      const folder = made('scored', 'vitest');
      const command = fileURLToPath(new URL('../../conformance/bin/command.ts', import.meta.url));
      const { stdout } = node([command, 'run', 'src/index.ts', '--known', 'known.ts', '--filter', 'add/plain'], folder);
      expect(stdout).toContain('scored: 100.0 % (');
    },
    SLOW,
  );

  it('says its name wherever one is said', () => {
    const files = skeleton({ name: '@me/fast' });
    expect(JSON.parse(files['package.json']!)).toMatchObject({ name: '@me/fast', type: 'module' });
    expect(files['src/index.ts']).toContain("name: 'fast'");
    expect(files['src/index.ts']).toContain("findBackend('@me/fast')");
    expect(files['README.md']).toMatch(/^# @me\/fast\n/);
    expect(Object.values(files).join('\n')).not.toContain('my-backend');
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['.gitignore', 'known.ts', 'test/conformance.test.ts']));
  });
});

describe('what cannot be made', () => {
  const has = (folder: string): string[] => readdirSync(folder).sort();

  /** A place with a folder that is full and a file, and a check that it stays so. */
  function place(): { readonly at: string; readonly unchanged: () => void } {
    const at = mkdtempSync(join(room, 'refused-'));
    mkdirSync(join(at, 'full'));
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(at, 'full', name), '');
    writeFileSync(join(at, 'file'), '');
    return {
      at,
      unchanged: () => expect([has(at), has(join(at, 'full')).join()]).toEqual([['file', 'full'], 'a,b,c,d']),
    };
  }

  it.each([
    [[], 'Usage: npm create @bernoulli/backend FOLDER'],
    [['right', '--nonesuch'], "Unknown option '--nonesuch'.\n\nUsage: "],
    [['right', '--runner', 'jest'], 'the runner must be vitest or node. Received "jest"'],
  ])('the command refuses %j', (args, message) => {
    const { at, unchanged } = place();
    const { status, stderr } = node([program, ...args], at);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    unchanged();
  });

  it.each<[string, object, RegExp]>([
    ['Loud', {}, /a package's name is lower case .*Received "Loud"/],
    ['right', { name: 'a b' }, /Received "a b"/],
    ['right', { name: '../up' }, /Received "..\/up"/],
    ['right', { name: 'n'.repeat(215) }, /at most 214 of them/],
    ['right', { name: 7 }, /Received 7/],
    ['right', { runner: 'mocha' }, /the runner must be vitest or node\. Received "mocha"/],
    ['right', { runer: 'node' }, /runer/],
    ['full', {}, /the folder must be empty, and has a, b, c, …\. Received .*full/],
    ['file', {}, /the path must be that of a folder\. Received .*file/],
    ['file/below', {}, /file/],
  ])('%s with %j is refused, and nothing is written', (folder, options, message) => {
    const { at, unchanged } = place();
    expect(() => createProject(join(at, folder), options)).toThrow(message);
    unchanged();
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'leaves a folder that may not be written to',
    () => {
      const closed = mkdtempSync(join(room, 'closed-'));
      chmodSync(closed, 0o500);
      expect(() => createProject(join(closed, 'mine'))).toThrow(/EACCES/);
      expect(has(closed)).toEqual([]);
    },
  );

  it('takes a folder that is there and empty, once', () => {
    const empty = mkdtempSync(join(room, 'empty-'));
    expect(createProject(empty, { name: 'mine' })).toEqual(Object.keys(skeleton({ name: 'mine' })));
    expect(has(empty)).toContain('.gitignore');
    expect(has(room).filter((name) => name.startsWith('.create-backend'))).toEqual([]);
    expect(() => createProject(empty, { name: 'mine' })).toThrow('the folder must be empty');
  });
});
