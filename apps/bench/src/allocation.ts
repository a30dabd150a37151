/**
 * Counts what training leaves behind, in a process of its own: bytes of JavaScript heap per step, and the growth of WebAssembly
 * memories. By hand: `node scripts/source.mjs apps/bench/src/allocation.ts cpu 10000`.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Backend } from '@bernoulli/api';

export type AllocationBackend = 'cpu' | 'onnx';

export interface Allocation {
  /** Bytes of JavaScript heap that a step of 784-64-10, batch 32, allocates once everything is compiled. */
  readonly bytesPerStep: number;
  /** Bytes by which all WebAssembly memories grew over the steps that were counted. */
  readonly wasmGrowth: number;
}

const file = fileURLToPath(import.meta.url);

/** A young generation so large that an epoch passes without a collection, which would hide what was allocated. */
const heapFlags = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** @param steps that are counted, a multiple of 100; as many again, but no more than 2,000, go before them */
export async function countAllocation(backend: AllocationBackend, steps: number): Promise<Allocation> {
  const node = [...heapFlags, '--conditions=@bernoulli/source', '--import', 'tsx', file, backend, `${steps}`, 'here'];
  const { stdout } = await promisify(execFile)(process.execPath, node);
  return JSON.parse(stdout) as Allocation;
}

const [batchSize, features, classes, stepsPerEpoch] = [32, 784, 10, 100];

async function count(name: AllocationBackend, steps: number): Promise<Allocation> {
  const memories = listenForMemories();
  const { Dense, Dropout, sequential } = await import('@bernoulli/api');
  const model = sequential([
    new Dense({ units: 64, activation: 'relu' }),
    new Dropout({ rate: 0.5 }),
    new Dense({ units: classes, activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 1,
    backend: await load(name),
  });
  const rows = batchSize * stepsPerEpoch;
  const x = {
    data: Float32Array.from({ length: rows * features }, (_, i) => (i % 255) / 255),
    shape: [rows, features],
  };
  const y = Int32Array.from({ length: rows }, (_, i) => i % classes);
  const counted = steps / stepsPerEpoch;
  const first = Math.min(counted, 20);
  const perStep: number[] = [];
  let [heap, grown] = [0, 0];
  await model.fit(x, y, {
    epochs: first + counted,
    batchSize,
    verbose: 0,
    callbacks: [
      {
        onEpochBegin(epoch) {
          if (epoch === first) grown -= bytesOf(memories);
          heap = process.memoryUsage().heapUsed;
        },
        onEpochEnd(epoch) {
          if (epoch >= first) perStep.push((process.memoryUsage().heapUsed - heap) / stepsPerEpoch);
        },
      },
    ],
  });
  grown += bytesOf(memories);
  await model.dispose();
  return { bytesPerStep: median(perStep), wasmGrowth: grown };
}

async function load(name: AllocationBackend): Promise<Backend> {
  return name === 'cpu'
    ? (await import('@bernoulli/backend-cpu')).cpu()
    : (await import('@bernoulli/backend-onnx')).onnx();
}

interface Memory {
  readonly buffer: { readonly byteLength: number };
}

/** Every memory that is made from now on. */
function listenForMemories(): Memory[] {
  const memories: Memory[] = [];
  const host = (globalThis as unknown as { WebAssembly: { Memory: new (...args: unknown[]) => Memory } }).WebAssembly;
  host.Memory = new Proxy(host.Memory, {
    construct(target, args, newTarget) {
      const memory = Reflect.construct(target, args, newTarget) as Memory;
      memories.push(memory);
      return memory;
    },
  });
  return memories;
}

function bytesOf(memories: readonly Memory[]): number {
  return memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

/** A collection that comes in between all the same, or a compiler at work, makes single epochs wrong. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

if (process.argv[1] === file) {
  const [name = 'cpu', steps = '1000', here] = process.argv.slice(2);
  const counted = here === 'here' ? count : countAllocation;
  console.log(JSON.stringify(await counted(name as AllocationBackend, Number(steps))));
}
