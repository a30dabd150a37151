/** The SIMD routines of one family on a memory of their own. */
import { routinesWasm } from './routines.wasm.ts';
import type { Routines } from './routines.ts';
import { webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

export interface Engine {
  readonly memory: WasmMemory;
  readonly routines: Routines;
}

let compiled: Promise<WasmModule | null> | undefined;

/** `null` on a host that lacks WebAssembly SIMD, or whose content security policy forbids it. */
export async function startEngine(): Promise<Engine | null> {
  compiled ??= compileRoutines();
  const module = await compiled;
  if (webAssembly === undefined || module === null) return null;
  const memory = new webAssembly.Memory({ initial: 1, maximum: 65536 });
  const instance = await webAssembly.instantiate(module, { env: { memory }, host: { log: Math.log } });
  return { memory, routines: instance.exports as unknown as Routines };
}

/** Compiled once for the whole process; each family makes an instance. */
async function compileRoutines(): Promise<WasmModule | null> {
  if (webAssembly === undefined) return null;
  const bytes = Uint8Array.from(atob(routinesWasm), (c) => c.charCodeAt(0));
  return webAssembly.validate(bytes) ? webAssembly.compile(bytes).catch(() => null) : null;
}
