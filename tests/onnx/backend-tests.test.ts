/**
 * ONNX's own backend tests on every backend, where the cases are: in the folder that `BERNOULLI_ONNX_TESTS` names, or beside the repository. The list of what
 * is not supported is strict, and the table of operators in the docs is current.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { backendNames, backendOf } from './backends.ts';
import { findCases } from './cases.ts';
import { unsupported } from './known.ts';
import { operatorTable } from './operator-table.ts';
import { runCase, type Outcome } from './run-case.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = process.env['BERNOULLI_ONNX_TESTS'] ?? `${root}../shared/onnx-node`;
const page = `${root}docs/onnx-operators.md`;
const isThere = existsSync(folder);
const cases = isThere ? findCases(folder) : [];

async function outcomes(name: string, throughExport = false): Promise<Outcome[]> {
  const backend = await backendOf(name);
  const made: Outcome[] = [];
  for (const of of cases) made.push(await runCase(of, { backend, throughExport }));
  return made;
}

function expectStrict(made: readonly Outcome[]): void {
  expect(made.filter(({ result }) => result === 'fail')).toEqual([]);
  const not = made.filter(({ result }) => result === 'unsupported').map(({ name }) => name);
  expect(not).toEqual(Object.keys(unsupported).filter((name) => cases.some((of) => of.name === name)));
}

describe.skipIf(!isThere)(`ONNX's backend tests (${isThere ? cases.length : 'no'} cases)`, () => {
  const results: Record<string, readonly Outcome[]> = {};

  it.each(backendNames)('on %s', { timeout: 180_000 }, async (name) => {
    results[name] = await outcomes(name);
    expectStrict(results[name]);
  });

  it('through import, export and import again, on onnx', { timeout: 180_000 }, async () => {
    expectStrict(await outcomes('onnx', true));
  });

  it.each([
    ['README.md', "ONNX's backend tests"],
    ['README.zh-CN.md', 'ONNX 自己的后端测试'],
  ])('stand in %s', (file, title) => {
    const row = readFileSync(`${root}${file}`, 'utf8')
      .split('\n')
      .find((line) => line.includes(title));
    const [total, passed, not] = [...row!.matchAll(/\d+/g)].map(Number);
    for (const made of Object.values(results)) {
      expect(made).toHaveLength(total!);
      expect(made.filter(({ result }) => result === 'pass')).toHaveLength(passed!);
      expect(made.filter(({ result }) => result === 'unsupported')).toHaveLength(not!);
    }
  });

  it('stand in the table of operators', () => {
    expect(readFileSync(page, 'utf8')).toBe(operatorTable(cases, results));
  });
});

it('finds cases at any depth, and none where there are none', () => {
  const [here, docs] = ['.', '../docs'].map((path) => findCases(fileURLToPath(new URL(path, import.meta.url))));
  expect(here!.map(({ name }) => name)).toContain('fixtures/control-flow');
  expect(docs).toEqual([]);
});
