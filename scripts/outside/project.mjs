/** Projects of strangers: empty folders into which the packed packages are installed from their archives. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../child.mjs';

const programs = fileURLToPath(new URL('programs', import.meta.url));

/**
 * Makes a project with our programs in it.
 *
 * @param {string} folder
 * @param {readonly import('../pack.mjs').Packed[]} packed
 * @param {Readonly<Record<string, string>>} [others] dependencies beside ours
 */
export function createProject(folder, packed, others = {}) {
  mkdirSync(folder, { recursive: true });
  cpSync(programs, folder, { recursive: true });
  const ours = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const dependencies = { ...ours, ...others };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
}

/**
 * Runs `npm install` in a project.
 *
 * @param {string} folder
 * @param {readonly string[]} [options]
 * @returns {Promise<number>} npm's exit code
 */
export function install(folder, options = []) {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return run('npm', ['install', ...options, ...quiet], { cwd: folder, shell: process.platform === 'win32' });
}
