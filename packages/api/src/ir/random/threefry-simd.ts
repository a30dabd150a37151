/** Threefry in Wasm SIMD, through a small memory of its own: the fast path where the platform has it. */
import { threefryWasm } from './threefry.wasm.ts';
import type { Key } from './threefry.ts';

/** Writes the words (or, for `unit`, the numbers in [0, 1)) of the counters `start`, `start + 1`, … */
export type Fill = (key: Key, start: number, out: Uint32Array | Float32Array, unit: boolean) => void;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly fill: (k0: number, k1: number, hi: number, lo: number, length: number, unit: number) => void;
}

/** The part of the platform's `WebAssembly` that is used here. */
interface Wasm {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Numbers that fit in the module's one page of memory. */
const BLOCK = 65536 / 4;

/**
 * Starts the module, which is small enough for browsers to compile at once. `null` where there is no Wasm SIMD, or where
 * the page's security policy forbids Wasm.
 */
export function startSimd(): Fill | null {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  const bytes = Uint8Array.from(atob(threefryWasm), (c) => c.charCodeAt(0));
  try {
    if (!wasm?.validate(bytes)) return null;
    return blockwise(new wasm.Instance(new wasm.Module(bytes)).exports as Exports);
  } catch {
    return null;
  }
}

/** Cuts a stretch into blocks that fit in the memory and whose counters share their high word. */
function blockwise({ memory, fill }: Exports): Fill {
  const words = new Uint32Array(memory.buffer);
  const numbers = new Float32Array(memory.buffer);
  return (key, start, out, unit) => {
    const results = out instanceof Float32Array ? numbers : words;
    for (let done = 0; done < out.length;) {
      const [hi, lo] = [Math.floor((start + done) / 2 ** 32), (start + done) % 2 ** 32];
      const length = Math.min(BLOCK, out.length - done, 2 ** 32 - lo);
      fill(key[0], key[1], hi, lo, Math.ceil(length / 8) * 8, unit ? 1 : 0);
      out.set(results.subarray(0, length), done);
      done += length;
    }
  };
}
