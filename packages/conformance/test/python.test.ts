/** The cases as JSON serve another language: NumPy is held to them by the example, where Python has it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { journeysToJson, toJson } from '@bernoulli/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { python } from './python.ts';

const folder = mkdtempSync(join(tmpdir(), 'conformance-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a reader says of each. */
function read(reader: string, file: string): object[] {
  const path = fileURLToPath(new URL(`../examples/${reader}`, import.meta.url));
  const { stdout, stderr, status } = spawnSync(python!, ['-B', path, file], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
}

/** What NumPy does otherwise: its own kernels round a function differently, or have no such rule. */
const OTHERWISE = /^(pow|exp|log|log1p|sin|cos|tanh)\//;

describe.skipIf(python === undefined)(
  `NumPy${python === undefined ? ': skipped, no Python with NumPy (PYTHON names one)' : ''}`,
  () => {
    it('passes the cases of what it computes as we do', () => {
      const file = join(folder, 'cases.json');
      writeFileSync(file, JSON.stringify(toJson()));
      const results = read('read_cases.py', file) as { case: string; pass: boolean; off: number }[];
      expect(results.length).toBeGreaterThan(600);
      expect(results.filter(({ case: name, pass }) => !pass && !OTHERWISE.test(name))).toEqual([]);
    }, 120_000);

    it('plays the journeys on its engine', async () => {
      const file = join(folder, 'journeys.json');
      const { journeys } = await journeysToJson();
      writeFileSync(file, JSON.stringify({ journeys }));
      const results = read('read_journeys.py', file) as { journey: string; pass?: boolean; unsupported?: string }[];
      expect(results.map(({ journey }) => journey)).toEqual(journeys.map(({ name }) => name));
      expect(results.filter(({ pass }) => pass !== true)).toEqual([
        { journey: 'journeys/alike but for attributes: convolutions', unsupported: 'conv, convInput, convKernel' },
        { journey: 'journeys/alike but for attributes: loops', unsupported: 'scan' },
      ]);
    }, 120_000);
  },
);
