/** A copy of the repository's sources in a temporary folder, to follow the pages of `docs/` in. */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeBlock } from './code-blocks.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

const NOT_COPIED = /[\\/](node_modules|dist|\.turbo)$/;

export class ScratchRepository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'bernoulli-docs-')));

  constructor() {
    for (const name of ['package.json', 'tsconfig.base.json', 'vitest.shared.ts', 'docs', 'packages'])
      cpSync(join(repository, name), join(this.root, name), {
        recursive: true,
        filter: (path) => !NOT_COPIED.test(path),
      });
    // Engines and tools are the repository's; our own packages are the copies.
    const modules = join(this.root, 'node_modules');
    mkdirSync(join(modules, '@bernoulli'), { recursive: true });
    for (const name of readdirSync(join(repository, 'node_modules')))
      if (name !== '@bernoulli' && !name.startsWith('.vite'))
        symlinkSync(join(repository, 'node_modules', name), join(modules, name));
    for (const name of readdirSync(join(this.root, 'packages')))
      symlinkSync(join(this.root, 'packages', name), join(modules, '@bernoulli', name));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Does what a block says: writes its file, or adds its pieces to a file. Returns the path. */
  follow({ info, code }: CodeBlock): string {
    const [word, path] = info.split(' ');
    if (word !== 'excerpt') {
      this.write(word!, code);
      return word!;
    }
    if (path === undefined || !existsSync(join(this.root, path))) throw new Error(`there is no file ${path}`);
    const text = code.split(/^\s*\/\/ …\n/m).reduce((file, piece) => insert(file, piece, path), this.read(path));
    this.write(path, text);
    return path;
  }

  /** Runs a program of the copy and returns what it printed. Throws with its output where it fails. */
  run(args: readonly string[], cwd = '.'): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        cwd: join(this.root, cwd),
        env: { ...process.env, NO_COLOR: '1' },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => (output += part.toString()));
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`ended with ${code}:\n${output}`))));
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Adds the lines of a piece under its first line, which is in the file already, with the indentation that it has there. */
function insert(file: string, piece: string, path: string): string {
  const [anchor, ...added] = piece.replace(/\n$/, '').split('\n') as [string, ...string[]];
  const lines = file.split('\n');
  const places = lines.flatMap((line, i) => (line.trim() === anchor.trim() ? [i] : []));
  if (places.length !== 1) throw new Error(`${path} has the line "${anchor.trim()}" ${places.length} times, not once`);
  const indent = (line: string): number => line.length - line.trimStart().length;
  const shift = indent(lines[places[0]!]!) - indent(anchor);
  const shifted = added.map((line) => (shift >= 0 ? ' '.repeat(shift) + line : line.slice(-shift)));
  // Someone may have built by now what the page builds.
  if (file.includes(`${shifted.join('\n')}\n`)) return file;
  return lines.toSpliced(places[0]! + 1, 0, ...shifted).join('\n');
}
