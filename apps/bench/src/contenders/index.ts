/** Who is timed: our backends, and the other libraries that are found when the bench runs. */
import { fileURLToPath } from 'node:url';
import { article, wide } from '../works.ts';
import type { Command } from '../process/contender-process.ts';
import type { Setup } from '../process/protocol.ts';
import type { Job } from '../work.ts';

export interface Contender extends Setup {
  readonly name: string;
  readonly ours: boolean;
  /** Which jobs it takes part in. */
  readonly takes: (job: Job) => boolean;
  /** The Node that runs it, where that is not the one that runs the bench. */
  readonly node?: string;
}

export const kerasJax = 'Keras-JAX';
export const torch = 'PyTorch';
export const layersWasm = 'TF.js layers, wasm';
export const layersCpu = 'TF.js layers, cpu';
export const cpuName = 'cpu()';
export const cpuOneThread = 'cpu({ threads: 1 })';
export const onnxName = 'onnx()';
export const tfjsWasm = "tfjs({ engine: 'wasm' })";

/** Ends the names of those held to one core. */
export const oneThread = ', 1 thread';

const trainsOnly = ({ kind }: Job): boolean => kind === 'train';
/** Those whose steps are so slow that minutes would go by. */
const models = ({ kind }: Job): boolean => kind === 'train' || kind === 'predict';
/** Too slow for more. */
const smallOnly = (job: Job): boolean =>
  (job.kind === 'train' || job.kind === 'predict') && job.network.name === article.name;
/** One network of overhead and one of arithmetic say enough. */
const articleAndWide = (job: Job): boolean =>
  job.kind === 'train' && [article.name, wide.name].includes(job.network.name);
const architectures = ({ kind }: Job): boolean => kind === 'architecture';
/** Its wasm engine has no kernel for the gradient of a convolution by its kernel. */
const layersWasmLacks = (job: Job): boolean => job.kind === 'architecture' && job.architecture.network === 'cnn';
/** Products and noise are set beside each other at one thread and at all. */
const parts = ({ kind }: Job): boolean => kind === 'product' || kind === 'noise';

function ours(name: string, options: Setup['options'], takes: Contender['takes']): Contender {
  return { name, program: 'ours', options, ours: true, takes };
}

function other(
  name: string,
  program: Setup['program'],
  options: Setup['options'],
  takes: Contender['takes'],
): Contender {
  return { name, program, options, ours: false, takes };
}

export const contenders: readonly Contender[] = [
  ours(cpuName, { backend: 'cpu' }, () => true),
  ours(
    cpuOneThread,
    { backend: 'cpu', threads: 1 },
    ({ kind }) => !['predict', 'learn', 'architecture'].includes(kind),
  ),
  ours(onnxName, { backend: 'onnx' }, (job) => models(job) || architectures(job) || job.kind === 'learn'),
  ours(tfjsWasm, { backend: 'tfjs', engine: 'wasm' }, models),
  ours("tfjs({ engine: 'cpu' })", { backend: 'tfjs', engine: 'cpu' }, smallOnly),
  other(
    layersWasm,
    'layers',
    { engine: 'wasm' },
    (job) => models(job) || (architectures(job) && !layersWasmLacks(job)),
  ),
  other(layersCpu, 'layers', { engine: 'cpu' }, (job) => smallOnly(job) || layersWasmLacks(job)),
  other(torch, 'torch', {}, () => true),
  other(
    `${torch}, fused Adam`,
    'torch',
    { fused: true },
    ({ kind }) => kind === 'train' || kind === 'architecture' || kind === 'learn',
  ),
  other(`${torch}${oneThread}`, 'torch', { threads: 1 }, parts),
  other(kerasJax, 'keras-jax', {}, () => true),
  other(`${kerasJax}${oneThread}`, 'keras-jax', { threads: 1 }, parts),
  other('jax-js, wasm', 'jax-js', {}, articleAndWide),
];

/** Our CPU backend once more, multiplying the zeros that it would skip. */
export const withoutSkipping: readonly Contender[] = [
  ours('cpu({ sparse: false })', { backend: 'cpu', sparse: false }, models),
  ours('cpu({ threads: 1, sparse: false })', { backend: 'cpu', threads: 1, sparse: false }, trainsOnly),
];

/** How the name of a contender begins that runs on another Node; the version follows. */
export function onNodePrefix(name: string): string {
  return `${name}, Node `;
}

/** Those of ours on the CPU backend once more, on another Node. */
export function onNode(who: readonly Contender[], node: string, version: string): Contender[] {
  return who
    .filter(({ options }) => options['backend'] === 'cpu')
    .map((contender) => ({ ...contender, name: `${onNodePrefix(contender.name)}${version}`, node }));
}

/** Whether the name is that of one of ours, on whatever Node. */
export function isOurs(name: string): boolean {
  return [...contenders, ...withoutSkipping].some(
    (c) => c.ours && (name === c.name || name.startsWith(onNodePrefix(c.name))),
  );
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How the process of a contender is started. */
export function commandOf({ program, node = process.execPath }: Contender, python: string): Command {
  switch (program) {
    case 'torch':
      return { file: python, args: [here('./torch_adam.py')] };
    case 'keras-jax':
      return { file: python, args: [here('./keras_jax.py')], env: { TF_CPP_MIN_LOG_LEVEL: '3' } };
    default:
      return { file: node, args: [...process.execArgv, here('../process/contender-main.ts')] };
  }
}
