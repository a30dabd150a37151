/** Packs the public packages exactly as they would be published. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './setup.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name the package's name
 * @property {string} tarball where its archive lies
 */

/**
 * Packs all of `packages/` into a temporary folder, hands the archives to `use`, and removes the folder afterwards.
 *
 * @template T
 * @param {(packed: Packed[], folder: string) => Promise<T>} use
 * @returns {Promise<T>} what `use` gave
 */
export async function withPackages(use) {
  const folder = mkdtempSync(join(tmpdir(), 'bernoulli-packages-'));
  try {
    return await use(
      readdirSync(join(root, 'packages')).map((directory) => pack(join(root, 'packages', directory), folder)),
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} directory
 * @param {string} folder
 * @returns {Packed}
 */
function pack(directory, folder) {
  const { name } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  if (!existsSync(join(directory, 'dist'))) throw new Error(`${name} is not built. Run npm run build first.`);
  const output = execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
    cwd: directory,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(output);
  return { name, tarball: join(folder, filename) };
}
