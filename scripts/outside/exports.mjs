/** Every export of the packed packages, as a program that uses each as a value: what declarations hold back does not compile. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What can be imported from an installed package.
 *
 * @param {string} project
 * @param {string} name
 * @returns {string[]}
 */
function doors(project, name) {
  const { exports } = JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1));
}

/**
 * The source of the program. Names are those that there are at run time.
 *
 * @param {string} project where the packages are installed
 * @param {readonly string[]} packages
 */
export function useOfAllExports(project, packages) {
  const specifiers = packages.flatMap((name) => doors(project, name));
  const list = `Promise.all(${JSON.stringify(specifiers)}.map(async (s) => [s, Object.keys(await import(s))]))`;
  const script = `console.log(JSON.stringify(await ${list}))`;
  const options = /** @type {const} */ ({ cwd: project, encoding: 'utf8' });
  /** @type {[specifier: string, names: string[]][]} */
  const exported = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], options));
  const uses = exported.flatMap(([specifier, names], i) =>
    names.map((name, j) => ({ specifier, name, local: `value${i}x${j}` })),
  );
  return [
    ...uses.map(({ specifier, name, local }) => `import { ${name} as ${local} } from '${specifier}';`),
    'const values: readonly [name: string, value: unknown][] = [',
    ...uses.map(({ specifier, name, local }) => `  ['${name} of ${specifier}', ${local}],`),
    '];',
    "for (const [name, value] of values) if (value === undefined) throw new Error(name + ' is undefined');",
    "console.log(values.length + ' exports can be used as values');",
    '',
  ].join('\n');
}
