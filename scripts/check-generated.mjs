/** Runs every workspace's generator again and fails when that changes a file: what is committed must be what its source makes. */
import { execFileSync } from 'node:child_process';
import { node, run } from './child.mjs';
import { root, setup } from './setup.mjs';

/** The state of the working tree, changes not yet committed included. */
function snapshot() {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { status: git('status', '--porcelain'), diff: git('diff', '--binary') };
}

await setup();
const before = snapshot();
const npm = process.env['npm_execpath'];
const args = ['run', 'generate', '--workspaces', '--if-present'];
const code = npm?.endsWith('.js') ? await node([npm, ...args], { cwd: root }) : await run('npm', args, { cwd: root });
const after = snapshot();

if (code !== 0) {
  console.error('A generator failed.');
} else if (after.status !== before.status || after.diff !== before.diff) {
  console.error(`Generated files are out of date. Run npm run generate and commit what it changes:\n${after.status}`);
}
process.exitCode = code !== 0 || after.status !== before.status || after.diff !== before.diff ? 1 : 0;
