/** The published table: made of the results that are committed, and put into its page. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { probesToTable, type ProbeReport } from '@bernoulli/conformance';
import * as prettier from 'prettier';
import { adapters, pythonAdapters } from './adapters/index.ts';

const page = fileURLToPath(new URL('../../docs/dropout-probe.md', import.meta.url));
const [BEGIN, END] = ['<!-- results -->', '<!-- end of results -->'] as const;

/** Where the results of an adapter are kept. */
export function resultFile(name: string): string {
  return fileURLToPath(new URL(`results/${name}.json`, import.meta.url));
}

/** All results that are kept, in the order of the adapters. */
export function keptResults(): readonly ProbeReport[] {
  return [...Object.keys(adapters), ...Object.keys(pythonAdapters)]
    .map(resultFile)
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as ProbeReport);
}

/** The page with the table of the results that are kept. */
export async function pageOfResults(): Promise<string> {
  const reports = keptResults();
  const fails = reports.flatMap(({ subject, results }) =>
    results.flatMap(({ law, verdict, found }) => (verdict === 'fail' ? [`- ${subject.name}, ${law}: ${found}.`] : [])),
  );
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(BEGIN) as [string, string];
  const [, after] = rest.split(END) as [string, string];
  const made = `${before}${BEGIN}\n\n${probesToTable(reports)}\nWhat failed:\n\n${fails.join('\n')}\n\n${END}${after}`;
  return prettier.format(made, { ...(await prettier.resolveConfig(page)), parser: 'markdown' });
}

export async function writePage(): Promise<void> {
  writeFileSync(page, await pageOfResults());
}
