/** Real processes that save: they may be killed at any of their file operations, or tell which they did, in order. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Prints a line for each operation that a process asks of `node:fs/promises`, and kills it just before the one of a number.
 * Only those count that change what is on the disk: to die before any other is to die before the next that does.
 */
const watched = `
  import fs from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const last = Number(process.env.KILL_BEFORE);
  const lines = [];
  let count = 0;
  const operation = (name, ...places) => {
    if (name !== 'sync' && name !== 'close' && ++count === last) process.kill(process.pid, 'SIGKILL');
    lines.push([name, ...places].join(' '));
  };
  for (const name of ['open', 'mkdir', 'rename', 'rm', 'rmdir', 'unlink']) {
    const original = fs[name];
    fs[name] = async (...operands) => {
      if (name !== 'open' || operands[1] === 'wx')
        operation(name, operands[0], ...(name === 'rename' ? [operands[1]] : []));
      const result = await original(...operands);
      if (name !== 'open') return result;
      for (const of of ['writeFile', 'sync', 'close']) {
        const method = result[of];
        result[of] = (...rest) => (operation(of, operands[0]), method.apply(result, rest));
      }
      return result;
    };
  }
  syncBuiltinESMExports();
  process.on('exit', () => process.stdout.write(lines.join('\\n')));
`;

/** The library of a checkout in one file, so that a process starts in a moment. */
export class Children {
  readonly #room = mkdtempSync(join(tmpdir(), 'bernoulli-children-'));
  readonly #library = join(this.#room, 'library.mjs');

  static async open(): Promise<Children> {
    const children = new Children();
    await build({
      entryPoints: [fileURLToPath(new URL('../../packages/api/src/storage/node/index.ts', import.meta.url))],
      outfile: children.#library,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    writeFileSync(join(children.#room, 'watched.mjs'), watched);
    chmodSync(children.#room, 0o755);
    return children;
  }

  close(): void {
    rmSync(this.#room, { recursive: true, force: true });
  }

  #args(body: string): string[] {
    const program = `const { saveCheckpoint, loadCheckpoint } = await import(${JSON.stringify(pathToFileURL(this.#library).href)});\n${body}`;
    return ['--input-type=module', '--import', pathToFileURL(join(this.#room, 'watched.mjs')).href, '-e', program];
  }

  /** Runs a program to its end, and gives the lines that it printed; `null` where it was killed before operation `killBefore`. */
  run(body: string, { killBefore, uid }: { killBefore?: number; uid?: number } = {}): string[] | null {
    const env = { ...process.env, KILL_BEFORE: String(killBefore ?? '') };
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, this.#args(body), {
      encoding: 'utf8',
      env,
      ...(uid === undefined ? {} : { uid }),
    });
    if (signal === 'SIGKILL') return null;
    if (status !== 0) throw new Error(stderr);
    return stdout.split('\n');
  }

  /** Starts a program and leaves it running. */
  start(body: string): ChildProcess {
    return spawn(process.execPath, this.#args(body), { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
