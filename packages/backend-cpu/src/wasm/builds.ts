/** The builds of the SIMD routines, each compiled once for the whole process; every family makes an instance. */
import { relaxedMemoryFlagAt, relaxedWasm } from './relaxed.wasm.ts';
import { routinesMemoryFlagAt, routinesWasm } from './routines.wasm.ts';
import { webAssembly, type WasmModule } from './web-assembly.ts';

/** `relaxed` fuses products with sums: one rounding less, so other last bits than `plain`. */
export type Instructions = 'relaxed' | 'plain';

const builds = {
  relaxed: { text: relaxedWasm, flagAt: relaxedMemoryFlagAt },
  plain: { text: routinesWasm, flagAt: routinesMemoryFlagAt },
} as const;

/** Limits of an imported memory: with a maximum, and shared. */
const SHARED = 3;

const compiled = new Map<string, Promise<WasmModule | null>>();

/** `null` where the host has not the instructions, or a page's content security policy forbids WebAssembly. */
export function build(instructions: Instructions, shared: boolean): Promise<WasmModule | null> {
  const key = `${instructions} ${shared}`;
  if (!compiled.has(key)) compiled.set(key, compile(instructions, shared));
  return compiled.get(key)!;
}

async function compile(instructions: Instructions, shared: boolean): Promise<WasmModule | null> {
  if (webAssembly === undefined) return null;
  const { text, flagAt } = builds[instructions];
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (shared) bytes[flagAt] = SHARED;
  return webAssembly.validate(bytes) ? webAssembly.compile(bytes).catch(() => null) : null;
}
