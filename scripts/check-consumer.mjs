/** Plays a user: installs the packed packages in an empty project, checks a small program's types, and runs it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, run } from './child.mjs';
import { withPackages } from './pack.mjs';
import { root, setup } from './setup.mjs';

const PROGRAM = `
import { Dense, Dropout, sequential } from '@bernoulli/api';
import { opNames } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { bernoulli, key } from '@bernoulli/api/random';
import * as files from '@bernoulli/api/node';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, onnx } from '@bernoulli/backend-onnx';
import { tfjs } from '@bernoulli/backend-tfjs';
import { conformance } from '@bernoulli/conformance';

const xs: number[][] = [[0, 0], [0, 1], [1, 0], [1, 1]];
const ys: number[][] = [[0], [1], [1], [0]];
const model = sequential([new Dense({ units: 8, activation: 'relu' }), new Dropout({ rate: 0.5 }), new Dense({ units: 1, activation: 'sigmoid' })]);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', seed: 7, backend: cpu() });
await model.fit(xs, ys, { epochs: 2, batchSize: 2, callbacks: [] });
const mask: Uint8Array = bernoulli(key(7), 0.5, [4]);
const bytes: Uint8Array = await exportOnnx(model);
if (mask.length !== 4 || bytes.length === 0 || opNames.length === 0) throw new Error('the packages do not work together');
for (const value of [interpreter, files, onnx, tfjs, conformance]) if (value === undefined) throw new Error('an export is missing');
console.log('a packed Bernoulli trains, draws and exports');
`;

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
  mkdirSync(project);
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  writeFileSync(join(project, 'main.ts'), PROGRAM);
  writeFileSync(join(project, 'ambient.d.ts'), AMBIENT);
  for (const [i, resolution] of RESOLUTIONS.entries()) {
    const config = {
      compilerOptions: { ...COMPILER_OPTIONS, ...resolution, outDir: 'out' },
      files: ['main.ts', 'ambient.d.ts'],
    };
    writeFileSync(join(project, `tsconfig.${i}.json`), JSON.stringify(config));
  }
  // Optional engines stay away: exporting and training on the CPU must work without them.
  const options = [
    '--omit=optional',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const shell = process.platform === 'win32';
  await must('install', run('npm', ['install', ...options], { cwd: project, shell }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const i of RESOLUTIONS.keys()) await must('compile', node([tsc, '-p', `tsconfig.${i}.json`], { cwd: project }));
  await must('run', node(['out/main.js'], { cwd: project }));
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
