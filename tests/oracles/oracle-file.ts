/** Reads one file of figures from the folder of oracles. A file that is absent fails. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** The committed files, or another folder of the same format. */
const folder = process.env['BERNOULLI_ORACLES'] || fileURLToPath(new URL('.', import.meta.url));

const notInJson: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** The content of one file. What JSON cannot hold stands there as text. */
export function readOracle<T>(file: string): T {
  return JSON.parse(readFileSync(resolve(folder, file), 'utf8'), (_key, value: unknown) =>
    typeof value === 'string' && Object.hasOwn(notInJson, value) ? notInJson[value] : value,
  ) as T;
}

/** Tests against one file. */
export function describeOracle<T>(file: string, tests: (content: T) => void): void {
  const content = readOracle<T>(file);
  describe(`oracle ${file}`, () => {
    tests(content);
  });
}
