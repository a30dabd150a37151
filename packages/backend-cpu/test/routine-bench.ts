/** The Wasm routines by address, on a memory with a place for everything that is asked for in turn. */
import { fillUniform } from '@bernoulli/api/ir';
import { webAssembly, type WasmMemory, type WasmModule } from '../src/codegen/web-assembly.ts';
import type { Routines } from '../src/routines/exports.ts';
import { modulePlaces } from '../src/routines/modules.wasm.ts';
import { unpackModules } from '../src/routines/unpack-modules.ts';

const PAGES = 400;

const unpacked = (await unpackModules())!;

/** Both builds. Node 20 has no relaxed SIMD. */
export const builds = [
  { name: 'plain', ...modulePlaces.plain },
  { name: 'relaxed', ...modulePlaces.relaxed },
].map(({ name, from, to, flagAt }) => {
  const code = unpacked.slice(from, to);
  return { name, bytes: code, flagAt, runs: webAssembly!.validate(code) };
});

export function memoryOf({ shared }: { shared: boolean }): WasmMemory {
  const limits = { initial: PAGES, maximum: 65536, shared };
  return new webAssembly!.Memory(limits);
}

/** Each build compiled once. */
const modules = new Map<Uint8Array, Promise<WasmModule>>();

/** The routines of a build. */
export async function bench(bytes: Uint8Array, memory = memoryOf({ shared: false })) {
  if (!modules.has(bytes)) modules.set(bytes, webAssembly!.compile(bytes));
  const module = await modules.get(bytes)!;
  const instance = await webAssembly!.instantiate(module, { env: { memory }, host: { log: Math.log } });
  let top = 64;
  const allocate = (size: number): number => {
    const address = top;
    top += Math.ceil(size / 64) * 64;
    if (top > memory.buffer.byteLength) throw new RangeError('the test needs more pages');
    return address;
  };
  const floats = (address: number, n: number) => new Float32Array(memory.buffer, address, n);
  const integers = (address: number, n: number) => new Int32Array(memory.buffer, address, n);
  /** Numbers that are never round, the same at each call. */
  const noise = (n: number): number => {
    const address = allocate(4 * n);
    fillUniform([n, 7], floats(address, n));
    floats(address, n).forEach((x, i, all) => (all[i] = x - 0.5));
    return address;
  };
  const list = (values: readonly number[]): number => {
    const address = allocate(4 * values.length);
    integers(address, values.length).set(values);
    return address;
  };
  return { r: instance.exports as unknown as Routines, memory, allocate, floats, integers, noise, list };
}

/** Uneven runs that cover 0 to n. */
export function cuts(n: number, sizes: readonly number[]): [from: number, count: number][] {
  const parts: [number, number][] = [];
  for (let from = 0, i = 0; from < n; i++) {
    const count = Math.min(sizes[i % sizes.length]!, n - from);
    parts.push([from, count]);
    from += count;
  }
  return parts;
}

/** Bits, so that −0 and NaN count, as text: thousands of numbers compare as one. */
export const bits = (x: Float32Array): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64');
