#!/usr/bin/env node
/** The program behind `npm create @bernoulli/backend FOLDER`. */
import { parseArgs } from 'node:util';
import { createProject, type Runner } from '../src/index.ts';

const USAGE = `Usage: npm create @bernoulli/backend FOLDER -- [options]

Makes the beginning of a backend in a new folder: a package with one kernel, and the conformance suite wired to it.

  --name NAME     the package's name; without it, that of the folder
  --runner NAME   who runs the tests: vitest, which is the default, or node
  --help          this text

Ends with 2 where it cannot begin; then nothing has been written.`;

const OPTIONS = { name: { type: 'string' }, runner: { type: 'string' }, help: { type: 'boolean' } } as const;

function main(args: readonly string[]): void {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { help, name, runner } = values;
  if (help) {
    console.log(USAGE);
    return;
  }
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === '' || more.length > 0) throw new Error(USAGE);
  const files = createProject(folder, {
    ...(name === undefined ? {} : { name }),
    ...(runner === undefined ? {} : { runner: runner as Runner }),
  });
  console.log(`${folder} has ${files.length} files. Next:\n\n  cd ${folder}\n  npm install\n  npm test\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  // What Node says of an option goes on with what it takes for a way out.
  console.error(code?.startsWith('ERR_PARSE_ARGS') ? `${message.split('. ')[0]}.\n\n${USAGE}` : message);
  process.exitCode = 2;
}
