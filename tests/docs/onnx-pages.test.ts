/** The pages about ONNX files, one for each mode: what they write says the same in Node, in a browser and in Python. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleText, findBrowser, open } from '../browser/browser.ts';
import { checked, codeBlocks, statedValues } from './code-blocks.ts';
import { repository, ScratchRepository } from './scratch-repository.ts';

const modes = ['inference', 'stochastic', 'uncertainty', 'conformal', 'training'];
const pages = modes.map((mode) => {
  const text = readFileSync(join(repository, `docs/onnx-${mode}.md`), 'utf8');
  const blocks = codeBlocks(text);
  return {
    mode,
    programs: blocks.filter(({ info }) => info === 'run').map(({ code }) => code),
    inBrowser: blocks.find(({ info }) => info.includes('Chromium'))!.code,
    inPython: codeBlocks(text, 'python').map(({ code }) => code),
    inCSharp: codeBlocks(text, 'csharp').map(({ code }) => code),
  };
});

const python = [process.env['PYTHON'], 'python3'].find(
  (name) => name !== undefined && spawnSync(name, ['-c', 'import onnxruntime']).status === 0,
);
const browser = findBrowser();
const binary = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');

/** What the last line says that it gives, without brackets around it. */
const said = (program: string): string => /(?:=>) \[(.*)\]\n[^]*$/.exec(program)![1]!;

describe('pages about ONNX files', () => {
  const scratch = new ScratchRepository();
  afterAll(() => scratch.dispose());

  beforeAll(async () => {
    const paths = pages.flatMap(({ mode, programs }) =>
      programs.map((code, i) => {
        const path = `programs/${mode}${i}.ts`;
        scratch.write(path, checked(code));
        return path;
      }),
    );
    scratch.write(
      'programs/all.ts',
      `${paths.map((path) => `await import('../${path}');`).join('\n')}\nprocess.exit(0);`,
    );
    await scratch.run(['--conditions=@bernoulli/source', '--import', 'tsx', 'programs/all.ts']);
  }, 300_000);

  it.each(pages)('have $mode in four languages, which say the same', ({ programs, inBrowser, inPython, inCSharp }) => {
    const node = programs.find((code) => code.includes('onnxruntime-node'))!;
    expect([inPython.length > 0, inCSharp.length]).toEqual([true, 1]);
    for (const program of [inBrowser, ...inPython]) expect(said(program)).toBe(said(node));
    expect(/\/\/ => (.*)/.exec(inCSharp[0]!)![1]).toBe(said(node));
  });

  it.skipIf(browser === undefined).each(pages)(
    `give $mode to a browser${browser === undefined ? ' (skipped: no Chromium found, CHROME names one)' : ''}`,
    async ({ inBrowser }) => {
      expect(statedValues(inBrowser)).toBe(1);
      const [, expression] = /^(\S.*); \/\/ => .*\n$/m.exec(inBrowser)!;
      const tell = `await fetch('/stories', { method: 'POST', body: JSON.stringify(${expression}) });`;
      const files = Object.fromEntries(
        readdirSync(scratch.root)
          .filter((name) => name.endsWith('.onnx'))
          .map((name) => [name, readFileSync(join(scratch.root, name))]),
      );
      const told = await open(browser!, await bundleText(inBrowser + tell), {
        files: { ...files, [basename(binary)]: readFileSync(binary) },
      });
      expect(told).toEqual(JSON.parse(`[${said(inBrowser)}]`));
    },
    120_000,
  );

  it.skipIf(python === undefined).each(pages)(
    `give $mode to Python${python === undefined ? ' (skipped: no Python with onnxruntime, PYTHON names one)' : ''}`,
    ({ inPython }) => {
      for (const program of inPython) {
        const printed = execFileSync(python!, ['-c', program], { cwd: scratch.root, encoding: 'utf8' });
        expect(printed.trim()).toBe(`[${said(program)}]`);
      }
    },
    120_000,
  );
});
