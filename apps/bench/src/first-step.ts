/**
 * Times the first training step of a cold process, on the packages as they are built: `npm run build` comes before.
 * By hand: `node scripts/source.mjs apps/bench/src/first-step.ts cpu`.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type FirstStepBackend = 'cpu' | 'onnx';

/** Milliseconds of a process that trains 784-64-10, batch 32, for one step. */
export interface FirstStep {
  /** From the start of the process to the end of the step: the sum of the others. */
  readonly total: number;
  /** Node's own start. */
  readonly boot: number;
  /** Loading the packages. */
  readonly imports: number;
  /** Making the model and tracing it: everything that is neither compiled nor run. */
  readonly trace: number;
  /** The backend's compilation. */
  readonly compile: number;
  /** The step itself. */
  readonly run: number;
}

/** What the process runs. It is JavaScript, so that nothing but Node stands between it and the packages. */
const program = (name: FirstStepBackend): string => `
const [booted, now] = [performance.now(), () => performance.now()];
const { Dense, Dropout, sequential } = await import('@bernoulli/api');
const inner = (await import('@bernoulli/backend-${name}')).${name}();
const imported = now();
let [compile, compiled] = [0, 0];
const backend = { name: inner.name, irVersion: inner.irVersion, async compile(graph, options) {
  const start = now();
  const executable = await inner.compile(graph, options);
  compiled = now();
  compile = compiled - start;
  return executable;
} };
const model = sequential([new Dense({ units: 64, activation: 'relu' }), new Dropout({ rate: 0.5 }), new Dense({ units: 10, activation: 'softmax' })]);
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 1, backend });
await model.fit({ data: new Float32Array(32 * 784).fill(0.5), shape: [32, 784] }, new Int32Array(32), { verbose: 0 });
const end = now();
const boot = performance.timeOrigin - Number(process.env.SPAWNED_AT) + booted;
const [imports, run] = [imported - booted, end - compiled];
const trace = compiled - imported - compile;
console.log(JSON.stringify({ total: boot + imports + trace + compile + run, boot, imports, trace, compile, run }));
await model.dispose();
`;

/** In a fresh process, in the folder of the bench, from where the packages are found. */
export async function timeFirstStep(backend: FirstStepBackend): Promise<FirstStep> {
  const args = ['--input-type=module', '--eval', program(backend)];
  const options = { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { ...process.env } };
  options.env['SPAWNED_AT'] = `${performance.timeOrigin + performance.now()}`;
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return JSON.parse(stdout) as FirstStep;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name = 'cpu'] = process.argv.slice(2);
  console.log(JSON.stringify(await timeFirstStep(name as FirstStepBackend)));
}
