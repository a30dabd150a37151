/** A page of a stranger's project: built by Vite for production, served, and opened in a browser. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { visit } from '../../tests/browser/browser.ts';
import { node } from '../child.mjs';

/** @type {Readonly<Record<string, string>>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * @param {string} browser the program
 * @param {string} project where Vite and our packages are installed, and the page's sources lie
 * @returns {Promise<unknown>} what the page posted
 */
export async function runVitePage(browser, project) {
  const vite = join(project, 'node_modules/vite/bin/vite.js');
  const code = await node([vite, 'build', '--logLevel', 'warn', 'page'], { cwd: project });
  if (code !== 0) throw new Error(`vite build ended with ${code}`);
  return visit(browser, async (path) => {
    const file = join(project, 'page/dist', normalize(path === '/' ? '/index.html' : path));
    const type = types[extname(file)] ?? 'application/octet-stream';
    return readFile(file).then(
      (body) => ({ type, body }),
      () => undefined,
    );
  });
}
