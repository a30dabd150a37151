/** The SIMD routines of one family on a memory of their own. */
import { canShareMemory } from '../threads/host.ts';
import { build, type Instructions } from './builds.ts';
import type { Routines } from './routines.ts';
import { MOST_PAGES, webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

export interface Engine {
  readonly memory: WasmMemory;
  readonly module: WasmModule;
  readonly routines: Routines;
  /** Threads that may run on the memory, this one among them. */
  readonly threads: number;
}

/** Finds the first build that the host can run; `null` when there is none. */
export async function startEngine(choice: readonly Instructions[], threads: number): Promise<Engine | null> {
  if (webAssembly === undefined || choice.length === 0) return null;
  const memory = memoryFor(threads);
  for (const instructions of choice) {
    const module = await build(instructions, memory.shared);
    if (module === null) continue;
    const env = { memory: memory.memory };
    const { exports } = await webAssembly.instantiate(module, { env, host: { log: Math.log } });
    return { ...env, module, routines: exports as unknown as Routines, threads: memory.shared ? threads : 1 };
  }
  return null;
}

/** Shared where there are threads to share it and the host allows; a shared memory needs room for all it may become. */
function memoryFor(threads: number): { memory: WasmMemory; shared: boolean } {
  const { Memory } = webAssembly!;
  if (threads > 1 && canShareMemory())
    try {
      return { memory: new Memory({ initial: 1, maximum: MOST_PAGES, shared: true }), shared: true };
    } catch {
      // A host that will not set so much aside: one thread, on a memory that grows as it must.
    }
  return { memory: new Memory({ initial: 1, maximum: MOST_PAGES }), shared: false };
}
