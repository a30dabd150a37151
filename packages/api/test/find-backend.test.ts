/** The choice at install time, where packages are there, missing, or foreign. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findBackend } from '@bernoulli/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const api = fileURLToPath(new URL('..', import.meta.url));
const tsx = import.meta.resolve('tsx');
let place: string;

/** A project that has our api installed, and nothing else. */
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'bernoulli-install-'));
  const home = join(place, 'node_modules/@bernoulli/api');
  await mkdir(home, { recursive: true });
  await cp(join(api, 'src'), join(home, 'src'), { recursive: true });
  await cp(join(api, 'package.json'), join(home, 'package.json'));
  await writeFile(
    join(place, 'main.mjs'),
    `import { findBackend } from '@bernoulli/api';
     findBackend().then(({ name }) => console.log(name), (error) => console.log(error.code, error.message));`,
  );
});
afterAll(() => rm(place, { recursive: true }));

async function install(name: string, source: string): Promise<void> {
  const home = join(place, 'node_modules', name);
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }));
  await writeFile(join(home, 'index.js'), source);
}

async function found(choice = ''): Promise<string> {
  const { stdout } = await run(process.execPath, ['--conditions=@bernoulli/source', '--import', tsx, 'main.mjs'], {
    cwd: place,
    env: { ...process.env, BERNOULLI_BACKEND: choice },
  });
  return stdout.trim();
}

const backend = (name: string): string =>
  `export const createBackend = () => ({ name: '${name}', irVersion: 1, compile: async () => ({}) });`;

it('history.toSvg says what to install where there is no package that draws', { timeout: 60_000 }, async () => {
  await writeFile(
    join(place, 'svg.mjs'),
    `import { History } from '@bernoulli/api';
     new History().toSvg().catch((error) => console.log(error.code, error.message));`,
  );
  const options = ['--conditions=@bernoulli/source', '--import', tsx, 'svg.mjs'];
  const { stdout } = await run(process.execPath, options, { cwd: place });
  expect(stdout.trim()).toMatch(
    /^STATE toSvg: @bernoulli\/charts, which draws, cannot be loaded: .* Run npm install @bernoulli\/charts\.$/,
  );
});

// In order: each test installs more.
describe.sequential('findBackend', { timeout: 60_000 }, () => {
  it('says what to install when nothing is', async () => {
    const message = await found();
    expect(message).toMatch(/^BACKEND findBackend: no backend is installed/);
    for (const name of ['onnx', 'cpu', 'tfjs']) expect(message).toContain(`npm install @bernoulli/backend-${name}`);
  });

  it('says so when the one that is named is missing', async () => {
    expect(await found('cpu')).toMatch(
      /BACKEND findBackend: backend cpu cannot be loaded: .* Run npm install @bernoulli\/backend-cpu\./,
    );
  });

  it('takes what is installed, in the order onnx, cpu, tfjs', async () => {
    await install('@bernoulli/backend-tfjs', backend('tfjs'));
    expect(await found()).toBe('tfjs');
    await install('@bernoulli/backend-cpu', backend('cpu'));
    expect(await found()).toBe('cpu');
    await install('@bernoulli/backend-onnx', backend('onnx'));
    expect(await found()).toBe('onnx');
  });

  it('takes the one that the environment names, also from a third party', async () => {
    expect(await found('tfjs')).toBe('tfjs');
    await install('their-backend', backend('theirs'));
    expect(await found('their-backend')).toBe('theirs');
  });

  it('goes on to the next when one cannot start', async () => {
    const broken = `export const createBackend = () => { throw Object.assign(new Error('no engine'), { code: 'BACKEND', [Symbol.for('bernoulli.error')]: true }); };`;
    await install('@bernoulli/backend-onnx', broken);
    expect(await found()).toBe('cpu');
    expect(await found('onnx')).toBe('BACKEND no engine');
  });

  it('sees what the program sees, where an installer keeps packages apart', async () => {
    const apart = join(place, 'store/api');
    await cp(join(place, 'node_modules/@bernoulli/api'), apart, { recursive: true });
    const project = join(place, 'project');
    await mkdir(project);
    await writeFile(
      join(project, 'main.mjs'),
      `import { findBackend } from '../store/api/src/index.ts';
       console.log((await findBackend('my-own')).name);`,
    );
    await cp(join(place, 'node_modules/their-backend'), join(project, 'node_modules/my-own'), { recursive: true });
    const { stdout } = await run(process.execPath, ['--import', tsx, join(project, 'main.mjs')], { cwd: tmpdir() });
    expect(stdout.trim()).toBe('theirs');
  });

  it.each([
    'data:text/javascript,console.log("ran");export{}',
    'file:///tmp/backend.mjs',
    'https://example.org/backend.mjs',
    'node:fs',
    './main.mjs',
    '../main.mjs',
    '/main.mjs',
    'C:\\main.mjs',
    '#inner',
    'their-backend/index.js',
    '@their/backend/../../main.mjs',
    '.hidden',
    '_private',
    'Their-Backend',
    '@their',
    'their backend',
    'a'.repeat(215),
  ])('takes names of packages only: not %j', async (choice) => {
    await expect(findBackend(choice)).rejects.toMatchObject({
      code: 'NAME',
      message: expect.stringContaining('as the package it is in') as string,
    });
  });

  it('runs nothing that stands in the environment', async () => {
    const message = await found('data:text/javascript,console.log("ran");export const createBackend=()=>({})');
    expect(message).toMatch(/^NAME findBackend: a backend is named onnx, cpu, tfjs/);
    expect(message).not.toContain('\n');
  });

  it('refuses what is no backend, or one of another time', async () => {
    await install('foreign', 'export const hello = 1;');
    expect(await found('foreign')).toMatch(/package foreign exports no createBackend, so it is no backend/);
    await install('older', `export const createBackend = () => ({ name: 'older', irVersion: 0, compile() {} });`);
    expect(await found('older')).toMatch(/backend older speaks IR version 0, this library speaks 1/);
    await install('hollow', 'export const createBackend = () => ({});');
    expect(await found('hollow')).toMatch(/must be a backend/);
  });
});
