/** Runs a TypeScript program of this repository from its sources: `node scripts/source.mjs FILE [arguments]`. */
import { fileURLToPath } from 'node:url';
import { node } from './child.mjs';
import { root, setup } from './setup.mjs';

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @returns {Promise<number>} the program's exit code
 */
export async function runSource(file, args) {
  await setup();
  return node(['--conditions=@bernoulli/source', '--import', 'tsx', file, ...args], { cwd: root });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) {
    console.error('Usage: node scripts/source.mjs FILE [arguments]');
    process.exit(2);
  }
  process.exitCode = await runSource(file, args);
}
