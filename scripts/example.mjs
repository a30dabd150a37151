/** Runs one of the examples by name: `npm run example -- NAME [arguments]`; without a name, lists them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { runSource } from './source.mjs';

const folder = new URL('../apps/examples/src/', import.meta.url);

/** The programs are the modules right below `src`; their first line says what they show. */
function listExamples() {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const [first = ''] = readFileSync(new URL(file, folder), 'utf8').split('\n');
    console.error(`  ${file.slice(0, -3).padEnd(20)} ${first.replace(/^\/\*\*\s*|\s*\*\/\s*$/g, '')}`);
  }
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(new URL(`${name}.ts`, folder))) {
  console.error(name === undefined ? 'Which example?' : `There is no example called "${name}".`);
  listExamples();
  process.exit(2);
}
const takesOptions = readFileSync(new URL(`${name}.ts`, folder), 'utf8').includes('readOptions(');
if (args.length > 0 && !takesOptions) {
  console.error(`The example ${name} takes no options. Received ${args.join(' ')}.`);
  process.exit(2);
}
process.exitCode = await runSource(`apps/examples/src/${name}.ts`, args);
