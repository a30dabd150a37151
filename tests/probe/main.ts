/**
 * Holds a library's dropout to its laws: `npm run probe -- NAME… [--from DIR] [--python FILE] [--write]`. `--from` is the folder whose
 * node_modules has what is not installed here; `--write` keeps the results, and makes the page of them anew.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { probeToMarkdown, runDropoutProbe, type ProbeReport } from '@bernoulli/conformance';
import { probeProgram } from '../../packages/conformance/bin/probe.ts';
import { readCommandLine } from '../command-line.ts';
import { adapters, pythonAdapters } from './adapters/index.ts';
import { resultFile, writePage } from './page.ts';

const usage = 'npm run probe -- NAME… [--from DIR] [--python FILE] [--write]';
const { values, positionals } = readCommandLine(usage, {
  args: process.argv.slice(2),
  options: { from: { type: 'string' }, python: { type: 'string' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
const names = [...Object.keys(adapters), ...Object.keys(pythonAdapters)];
const unknown = positionals.filter((name) => !names.includes(name));

async function probe(name: string): Promise<ProbeReport> {
  const python = pythonAdapters[name];
  if (python === undefined) return runDropoutProbe(await adapters[name]!(values.from ?? process.cwd()));
  const [file, ...args] = python;
  return probeProgram([
    values.python ?? 'python3',
    fileURLToPath(new URL(`adapters/${file}`, import.meta.url)),
    ...args,
  ]);
}

if (positionals.length === 0 || unknown.length > 0) {
  console.error(
    `${unknown.length > 0 ? `There is no adapter ${unknown.join(', ')}. ` : ''}The adapters are ${names.join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  for (const name of positionals) {
    const report = await probe(name);
    console.log(probeToMarkdown(report));
    if (values.write) writeFileSync(resultFile(name), `${JSON.stringify(report, null, 2)}\n`);
  }
  if (values.write) await writePage();
  process.exit();
}
