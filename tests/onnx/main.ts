/**
 * ONNX's own backend tests: `npm run onnx-tests -- DIR [--backend NAME] [--through-export] [--json FILE] [--table FILE]`. DIR holds folders with `model.onnx` and
 * `test_data_set_*`, at any depth, or ONNX's light models. Prints what passes, fails and is not supported; ends with 1 where something fails.
 */
import { writeFileSync } from 'node:fs';
import { existingFolder, readCommandLine, refuse } from '../command-line.ts';
import { backendOf, backendNames } from './backends.ts';
import { findCases } from './cases.ts';
import { operatorTable } from './operator-table.ts';
import { runCase, type Outcome } from './run-case.ts';

const usage = `npm run onnx-tests -- DIR [--backend ${backendNames.join('|')}] [--through-export] [--json FILE] [--table FILE] [--only TEXT]`;
const { values, positionals } = readCommandLine(usage, {
  allowPositionals: true,
  options: {
    backend: { type: 'string' },
    'through-export': { type: 'boolean' },
    json: { type: 'string' },
    table: { type: 'string' },
    only: { type: 'string' },
  },
});
const [root, ...extra] = positionals;
const names = values.backend === undefined ? backendNames : [values.backend];
if (root === undefined) refuse('DIR is missing.', usage);
if (extra.length > 0) refuse(`Received ${extra.join(' ')} behind DIR.`, usage);
const stranger = names.find((name) => !(backendNames as readonly string[]).includes(name));
if (stranger !== undefined) refuse(`There is no backend ${stranger}.`, usage);
const cases = findCases(existingFolder(root, usage)).filter(({ name }) => name.includes(values.only ?? ''));
if (cases.length === 0)
  refuse(
    `There is no model.onnx below ${root}${values.only === undefined ? '' : ` with ${values.only} in its path`}.`,
    usage,
  );
const throughExport = values['through-export'] ?? false;
const results: Record<string, readonly Outcome[]> = {};
for (const name of names) {
  const backend = await backendOf(name);
  const outcomes: Outcome[] = [];
  for (const of of cases) outcomes.push(await runCase(of, { backend, throughExport }));
  results[name] = outcomes;
  for (const { name: at, result, why } of outcomes) if (result !== 'pass') console.log(`${result}: ${at}: ${why}`);
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  console.log(
    `onnx-tests: ${name}${throughExport ? ', through export' : ''}: ${cases.length} cases: ` +
      `${count('pass')} passed, ${count('fail')} failed, ${count('unsupported')} unsupported`,
  );
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ throughExport, results }, null, 1)}\n`);
if (values.table !== undefined) writeFileSync(values.table, operatorTable(cases, results));
process.exitCode = Object.values(results)
  .flat()
  .some(({ result }) => result === 'fail')
  ? 1
  : 0;
