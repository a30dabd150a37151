/** The builds of the SIMD routines, each compiled once for the whole process; every shared memory makes an instance. */
import { warnOnce } from '@bernoulli/api/ir';
import { webAssembly, type WasmModule } from '../codegen/web-assembly.ts';
import { modulePlaces } from './modules.wasm.ts';
import { unpackModules } from './unpack-modules.ts';
import { readVectorFunctions, type VectorBodies } from './vector-functions.ts';

/** `relaxed` fuses products with sums: one rounding less, so other last bits than `plain`. */
export type Build = 'relaxed' | 'plain';

/** Limits of an imported memory: with a maximum, and shared. */
const SHARED = 3;

const compiled = new Map<string, Promise<WasmModule | null>>();

/** `null` where the host has not the instructions, or a page's content security policy forbids WebAssembly. */
export function routinesModule(build: Build, shared: boolean): Promise<WasmModule | null> {
  const key = `${build} ${shared}`;
  if (!compiled.has(key)) compiled.set(key, compile(build, shared));
  return compiled.get(key)!;
}

const bodies = new Map<Build, VectorBodies>();

/** The vector functions of a build that the host can run. */
export async function vectorBodies(build: Build): Promise<VectorBodies> {
  if (!bodies.has(build)) {
    const { from, to } = modulePlaces[build];
    bodies.set(build, readVectorFunctions((await unpackModules())!.subarray(from, to)));
  }
  return bodies.get(build)!;
}

async function compile(build: Build, shared: boolean): Promise<WasmModule | null> {
  if (webAssembly === undefined) return null;
  const unpacked = await unpackModules();
  if (unpacked === null) return null;
  const { from, to, flagAt } = modulePlaces[build];
  const bytes = unpacked.slice(from, to);
  if (shared) bytes[flagAt] = SHARED;
  if (!webAssembly.validate(bytes)) return null;
  return webAssembly.compile(bytes).catch(forbidden);
}

/** The bytes are good: only a page's policy says no. */
function forbidden(cause: Error): null {
  warnOnce({
    who: 'cpu',
    what: `WebAssembly is forbidden here, so plain loops run, which are some 14 times slower (${cause.message})`,
    hint: "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy",
  });
  return null;
}
