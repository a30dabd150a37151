/** The page's program for a GPU engine, named in the address: a training run, its traffic, and the conformance suite. */
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { tfjs } from '@bernoulli/backend-tfjs';
import { runConformance, type CaseResult, type Totals } from '@bernoulli/conformance';
import { env, findBackend } from '@tensorflow/tfjs-core';
import { known } from '../../packages/backend-tfjs/known.ts';
import { recordKernels, recordTraffic } from '../../packages/backend-tfjs/test/recorded-kernels.ts';
import { batch, initialise, trainingGraph } from '../../packages/backend-tfjs/test/training-graph.ts';
import { run, type Story } from './browser-run.ts';

export type GpuEngine = 'webgl' | 'webgpu';

/** How many shaders were compiled before a step, and how many for it. */
interface Shaders {
  readonly before: number;
  readonly during: number;
}

/** What the page posts. */
export interface GpuReport {
  /** Why there is nothing else. */
  readonly absent?: string;
  readonly story: Story;
  /** Names of the kernels that the run called, each once. */
  readonly kernels: readonly string[];
  /** Of a step like the two before: the lengths of the arrays handed to the engine, and how many were read. */
  readonly step: { readonly written: readonly number[]; readonly read: number; readonly shaders: Shaders };
  /** What a layer with the bias 0.5 makes of NaN, −1 and 2. */
  readonly relu: readonly string[];
  readonly sigmoid: readonly string[];
  /** What WebGPU found wrong with what it was told, which no call throws: it leaves out whatever was sent together with it. */
  readonly errors: readonly string[];
  /** Buffers that are left when everything is disposed. */
  readonly left: number;
  readonly conformance: { readonly totals: Totals; readonly failures: readonly CaseResult[] };
}

/** What is used of the page, which this workspace's types do not know. */
declare const location: { readonly search: string };
declare const document: { createElement(name: 'canvas'): { getContext(name: 'webgl2'): unknown } };
declare const navigator: { readonly gpu?: { requestAdapter(): Promise<unknown> } };

const engine = location.search.slice(1) as GpuEngine;

async function report(): Promise<GpuReport | Pick<GpuReport, 'absent'>> {
  const absent = await missing();
  if (absent !== undefined) return { absent };
  await (engine === 'webgl' ? import('@tensorflow/tfjs-backend-webgl') : import('@tensorflow/tfjs-backend-webgpu'));
  const called = recordKernels(engine);
  const shaders = countShaders();
  const errors = recordErrors();
  const story = await run(tfjs({ engine }));
  // Nothing else has used the engine.
  const left = (findBackend(engine) as unknown as { numDataIds(): number }).numDataIds();
  const kernels = [...new Set(called)].sort();
  // TF.js computes small arrays that are still in JavaScript there. From here on it is the shaders that are tested.
  env().set(engine === 'webgl' ? 'WEBGL_CPU_FORWARD' : 'WEBGPU_CPU_FORWARD', false);
  return {
    story,
    kernels,
    left,
    relu: await activate((b, x) => b.maximum(x, 0)),
    sigmoid: await activate((b, x) => b.sigmoid(x)),
    step: await oneStep(shaders),
    conformance: await conform(),
    errors,
  };
}

/** Why the browser has nothing to compute on. */
async function missing(): Promise<string | undefined> {
  if (engine === 'webgl')
    return document.createElement('canvas').getContext('webgl2') === null ? 'the browser has no WebGL 2' : undefined;
  if (navigator.gpu === undefined) return 'the browser has no WebGPU';
  return (await navigator.gpu.requestAdapter()) === null ? 'WebGPU has no adapter' : undefined;
}

/** The fused kernel must not take NaN for a number, or a failed run would not show. */
async function activate(activation: (b: GraphBuilder, x: Ref) => Ref): Promise<string[]> {
  const b = new GraphBuilder();
  const product = b.matMul(b.input('x', 'f32', [3, 1]), b.input('kernel', 'f32', [1, 1]));
  const y = activation(b, b.add(product, b.input('bias', 'f32', [1])));
  const program = await tfjs({ engine }).compile(b.build({ outputs: { y } }));
  const f32 = (shape: number[], ...data: number[]) => ({ dtype: 'f32', shape, data: Float32Array.from(data) }) as const;
  const out = await program.run({ x: f32([3, 1], NaN, -1, 2), kernel: f32([1, 1], 1), bias: f32([1], 0.5) });
  await program.dispose();
  // JSON has no NaN.
  return [...out['y']!.data].map((value) => value.toFixed(4));
}

async function conform(): Promise<GpuReport['conformance']> {
  const { totals, results } = await runConformance(tfjs({ engine }), { known });
  return { totals, failures: results.filter(({ status }) => status === 'fail' || status === 'unsupported') };
}

/** The third step of a network whose Adam is in the graph. */
async function oneStep(shaders: () => number): Promise<GpuReport['step']> {
  const graph = trainingGraph();
  const program = await tfjs({ engine }).compile(graph);
  await initialise(program, graph);
  for (const step of [0, 1]) await program.run(batch(step));
  const before = shaders();
  const traffic = await recordTraffic(engine, () => program.run(batch(2)));
  await program.dispose();
  return { ...traffic, shaders: { before, during: shaders() - before } };
}

/** Counts the shaders that the page hands to its interface from now on. */
function countShaders(): () => number {
  const [type, method] =
    engine === 'webgl' ? ['WebGL2RenderingContext', 'compileShader'] : ['GPUDevice', 'createShaderModule'];
  const { prototype } = (globalThis as unknown as Record<string, { prototype: Record<string, Function> }>)[type!]!;
  const compile = prototype[method!]!;
  let count = 0;
  prototype[method!] = function (this: unknown, ...operands: unknown[]): unknown {
    count++;
    return compile.apply(this, operands);
  };
  return () => count;
}

/** Notes what WebGPU reports of the devices that are asked for from now on. */
function recordErrors(): readonly string[] {
  const errors: string[] = [];
  if (engine !== 'webgpu') return errors;
  const { prototype } = (globalThis as unknown as { GPUAdapter: { prototype: { requestDevice: Function } } })
    .GPUAdapter;
  const request = prototype.requestDevice;
  prototype.requestDevice = async function (...operands: unknown[]): Promise<unknown> {
    const device = (await request.apply(this, operands)) as EventTarget;
    device.addEventListener('uncapturederror', (event) => {
      errors.push((event as unknown as { error: Error }).error.message);
    });
    return device;
  };
  return errors;
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

report().then(
  (body) => post('/stories', body),
  (error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)),
);
