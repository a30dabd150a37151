/** Checks what would be published: every public package, packed, against publint and "are the types wrong". */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { withPackages } from './pack.mjs';
import { root, setup } from './setup.mjs';

/** Runs a tool of ours; silent when it is content. */
function passes(/** @type {string} */ name, /** @type {string[]} */ [program = '', ...args]) {
  const tool = [join(root, 'node_modules', program), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, tool, { encoding: 'utf8' });
  if (status !== 0) console.error(`${name}:\n${stdout}${stderr}`);
  return status === 0;
}

await setup();
const failures = await withPackages(async (packed) => {
  let count = 0;
  for (const { name, tarball } of packed) {
    const lint = passes(name, ['publint/src/cli.js', 'run', tarball, '--strict']);
    const types = passes(name, [
      ...['@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only'],
      ...['--format', 'ascii', '--no-color', '--no-definitely-typed'],
    ]);
    if (lint && types) console.log(`${name}: packed as its exports map says, types right`);
    else count++;
  }
  return count;
});
process.exitCode = failures > 0 ? 1 : 0;
