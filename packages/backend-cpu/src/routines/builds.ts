/** The builds of the SIMD routines, each compiled once for the whole process; every shared memory makes an instance. */
import { webAssembly, type WasmModule } from '../codegen/web-assembly.ts';
import { plainMemoryFlagAt, plainWasm } from './plain.wasm.ts';
import { relaxedMemoryFlagAt, relaxedWasm } from './relaxed.wasm.ts';

/** `relaxed` fuses products with sums: one rounding less, so other last bits than `plain`. */
export type Build = 'relaxed' | 'plain';

const builds: { readonly [B in Build]: { readonly text: string; readonly flagAt: number } } = {
  relaxed: { text: relaxedWasm, flagAt: relaxedMemoryFlagAt },
  plain: { text: plainWasm, flagAt: plainMemoryFlagAt },
};

/** Limits of an imported memory: with a maximum, and shared. */
const SHARED = 3;

const compiled = new Map<string, Promise<WasmModule | null>>();

/** `null` where the host has not the instructions, or a page's content security policy forbids WebAssembly. */
export function routinesModule(build: Build, shared: boolean): Promise<WasmModule | null> {
  const key = `${build} ${shared}`;
  if (!compiled.has(key)) compiled.set(key, compile(build, shared));
  return compiled.get(key)!;
}

async function compile(build: Build, shared: boolean): Promise<WasmModule | null> {
  if (webAssembly === undefined) return null;
  const { text, flagAt } = builds[build];
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (shared) bytes[flagAt] = SHARED;
  return webAssembly.validate(bytes) ? webAssembly.compile(bytes).catch(() => null) : null;
}
