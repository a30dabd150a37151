/** Plays a user: installs the packed packages in an empty project, checks types as strictly as a user may, and runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './child.mjs';
import { useOfAllExports } from './outside/exports.mjs';
import { createProject, install } from './outside/project.mjs';
import { withPackages } from './pack.mjs';
import { root, setup } from './setup.mjs';

/** The types of tfjs-core name a global that nothing declares; without this they fail under `skipLibCheck: false`. */
const AMBIENT = 'declare class Long {}';

/** As strict as a user's compiler can be: `skipLibCheck` is off, so the packages' own declarations are checked too. */
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  types: [],
};

/** Both ways in which users resolve modules: as Node does, and as bundlers do. */
const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
];

/** @param {string} what @param {Promise<number>} ending */
async function must(what, ending) {
  if ((await ending) === 0) return;
  throw new Error(`A consumer could not ${what}.`);
}

await setup();
await withPackages(async (packed, folder) => {
  const project = join(folder, 'consumer');
  createProject(project, packed);
  // Optional engines stay away: exporting and training on the CPU must work without them.
  await must('install', install(project, ['--omit=optional', '--ignore-scripts']));
  const names = packed.map(({ name }) => name);
  writeFileSync(join(project, 'exports.ts'), useOfAllExports(project, names));
  writeFileSync(join(project, 'ambient.d.ts'), AMBIENT);
  for (const [i, resolution] of RESOLUTIONS.entries()) {
    const config = {
      compilerOptions: { ...COMPILER_OPTIONS, ...resolution, outDir: `out` },
      files: ['main.ts', 'exports.ts', 'page/page.ts', 'ambient.d.ts'],
    };
    writeFileSync(join(project, `tsconfig.${i}.json`), JSON.stringify(config));
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const i of RESOLUTIONS.keys()) await must('compile', node([tsc, '-p', `tsconfig.${i}.json`], { cwd: project }));
  for (const program of ['main', 'exports'])
    await must(`run ${program}`, node([`out/${program}.js`], { cwd: project }));
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
