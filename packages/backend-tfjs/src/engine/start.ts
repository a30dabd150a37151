/** Starting an engine: its package is loaded when first needed, and a missing one is one clear error. */
import { BernoulliError, fail, field, oneOf, optional, readConfig, warnOnce } from '@bernoulli/api/ir';
import type { KernelBackend, KernelFunc } from '@tensorflow/tfjs-core';
import type { StartedEngine } from './engine.ts';
import { failWhenFull } from './full-heap.ts';
import { loaders, type EngineLoaders } from './load.ts';
import type { EngineName, TfjsOptions } from './options.ts';
import { transposeOfAll } from './webgpu-transpose.ts';
import { withoutListeners } from './without-listeners.ts';

/** Where the engines that are not everywhere can start. */
const places: Partial<Record<EngineName, string>> = {
  webgl: 'It needs a browser with WebGL, in a page or a worker',
  webgpu: 'It needs a browser with WebGPU, in a secure context',
};

/** What the wasm engine needs in a page. */
const pageNeeds =
  "a page has to serve its binaries, name them by wasmPaths, and let them run by script-src 'wasm-unsafe-eval'";

type Core = typeof import('@tensorflow/tfjs-core');

const isPaths = (x: unknown): boolean => typeof x === 'string' || (typeof x === 'object' && x !== null);

const fields = {
  engine: optional(oneOf(Object.keys(loaders) as EngineName[])),
  wasmPaths: optional(
    field<NonNullable<TfjsOptions['wasmPaths']>>('be a folder, or an address for each binary', isPaths),
  ),
};

/** Fails unless the options are known, and name an engine that there is. */
export function checkOptions(options: TfjsOptions): void {
  readConfig('tfjs', options, fields);
}

/** Starts the engine that the options name, or the best one that is installed. */
export async function startEngine(options: TfjsOptions, load: EngineLoaders = loaders): Promise<StartedEngine> {
  if (options.engine !== undefined) return start(options.engine, options, load);
  try {
    return await start('wasm', options, load);
  } catch (cause) {
    if (!BernoulliError.is(cause) || cause.code !== 'BACKEND') throw cause;
    // The package of the wasm engine brings that of the cpu engine along: it is the one to recommend.
    const cpu = await start('cpu', options, load).catch(() => Promise.reject(cause));
    warnOnce({
      who: 'tfjs',
      what: `the engine cpu computes, which is many times slower, since wasm did not start: ${cause.problem.what}`,
      hint: `${cause.problem.hint}. tfjs({ engine: 'cpu' }) takes cpu without a word`,
    });
    return cpu;
  }
}

/** TF.js gives up an engine that is still starting when it is asked for another: they start one after the other. */
let last: Promise<unknown> = Promise.resolve();

function start(name: EngineName, options: TfjsOptions, load: EngineLoaders): Promise<StartedEngine> {
  const started = last.then(() => withoutListeners(() => startNow(name, options, load)));
  last = started.catch(() => undefined);
  return started;
}

async function startNow(name: EngineName, { wasmPaths }: TfjsOptions, load: EngineLoaders): Promise<StartedEngine> {
  const core = await import('@tensorflow/tfjs-core');
  const paths = name === 'wasm' ? wasmPaths : undefined;
  // A page that has registered the engine itself needs no package that a bundler may have left out.
  if (core.findBackendFactory(name) == null || paths !== undefined) {
    const engine = await load[name]();
    if (paths !== undefined && engine) engine.setWasmPaths(typeof paths === 'string' ? paths : { ...paths });
  }
  // The packages of the GPU engines register nothing where there is nothing to compute on.
  if (core.findBackendFactory(name) == null)
    fail('BACKEND', { who: 'tfjs', what: `TF.js does not offer its engine ${name} here`, hint: places[name] });
  const memory = await initialise(core, name);
  return { name, memory, kernel: (kernel) => kernelOf(core, name, kernel) };
}

/** TF.js's kernel, but for the one that does not work. */
function kernelOf(core: Core, engine: EngineName, name: string): KernelFunc | undefined {
  const kernel = core.getKernel(name, engine)?.kernelFunc;
  return kernel !== undefined && engine === 'webgpu' && name === 'Transpose' ? transposeOfAll(kernel) : kernel;
}

/** Has TF.js set the engine up, then gives back the current engine it had before: the page may use TF.js on its own. */
async function initialise(core: Core, name: EngineName): Promise<KernelBackend> {
  const before = core.engine().backendName;
  const started = await core.setBackend(name);
  const memory = core.findBackend(name);
  if (before && before !== name) await core.setBackend(before);
  if (!started || memory === null)
    fail('BACKEND', {
      who: 'tfjs',
      what: `TF.js could not start its engine ${name}`,
      hint: `Its own message on the console says why${name === 'wasm' ? `; ${pageNeeds}` : ''}`,
    });
  if (name === 'wasm') failWhenFull(memory);
  if (name === 'cpu') greetSilently(core, memory);
  if (name === 'webgl') requireFullPrecision(core);
  return memory;
}

/** With half of the bits, masks would be others than everywhere else; and noise is drawn with WebGL 2's integers. */
function requireFullPrecision(core: Core): void {
  const environment = core.env();
  if (environment.getNumber('WEBGL_VERSION') < 2 || !environment.getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
    fail('BACKEND', { who: 'tfjs', what: 'the engine webgl needs WebGL 2 and textures of 32-bit floats' });
}

/** In Node the cpu engine's first write prints an advertisement for another package, unless TF.js runs in production mode. */
function greetSilently(core: Core, memory: KernelBackend): void {
  const environment = core.env();
  const before = environment.getBool('PROD');
  environment.set('PROD', true);
  memory.disposeData(memory.write(new Float32Array(1), [1], 'float32'));
  environment.set('PROD', before);
}
