/** Installs the dependencies when what is installed is not what package-lock.json says. Needs nothing but Node and npm. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { node, run } from './child.mjs';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const MINIMUM = { major: 20, minor: 19 };

/**
 * @param {string} file
 * @returns {Record<string, { version?: string; link?: boolean; optional?: boolean; devOptional?: boolean; peer?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).packages;
}

/**
 * Compares the two lock files by content, not by age: a checkout touches files, and a copied tree has any dates at all.
 * Optional packages may be absent, since most of them are for other platforms.
 */
function upToDate() {
  if (!existsSync(new URL('../node_modules/.package-lock.json', import.meta.url))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version && found.link === wanted.link;
  });
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)) return;
  console.error(
    `Bernoulli needs Node ${MINIMUM.major}.${MINIMUM.minor} or newer. This is Node ${process.versions.node}.`,
  );
  process.exit(1);
}

/** Makes sure that everything this repository needs is installed; silent when it is. Ends the process when it cannot be. */
export async function setup() {
  checkNode();
  if (upToDate()) return;
  console.error('Installing dependencies (npm ci) …');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'];
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  // Inside `npm run` the very same npm is used again; otherwise the one on the path.
  const code = npm?.endsWith('.js')
    ? await node([npm, ...args], options)
    : await run('npm', args, { ...options, shell: process.platform === 'win32' });
  if (code === 0) return;
  console.error(`Setting up failed: npm ci ended with ${code}. Is the npm registry within reach?`);
  process.exit(code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
