/** The SIMD routines on a memory of their own. */
import { MOST_PAGES, webAssembly, type WasmMemory, type WasmModule } from '../codegen/web-assembly.ts';
import { canShareMemory } from '../threads/host.ts';
import { canStartThreads } from '../threads/start-thread.ts';
import { routinesModule, vectorBodies, type Build } from './builds.ts';
import type { Routines } from './exports.ts';
import type { VectorBodies } from './vector-functions.ts';

export interface Engine {
  readonly memory: WasmMemory;
  readonly module: WasmModule;
  readonly routines: Routines;
  readonly vectors: VectorBodies;
  readonly build: Build;
  /** Threads that may run on the memory, this one among them. */
  readonly threads: number;
}

/** Finds the first build that the host can run; `null` when there is none. */
export async function startEngine(builds: readonly Build[], threads: number): Promise<Engine | null> {
  if (webAssembly === undefined || builds.length === 0) return null;
  const memory = memoryFor(threads);
  for (const build of builds) {
    const module = await routinesModule(build, memory.shared);
    if (module === null) continue;
    const env = { memory: memory.memory };
    const { exports } = await webAssembly.instantiate(module, { env, host: { log: Math.log } });
    return {
      ...env,
      module,
      routines: exports as unknown as Routines,
      vectors: await vectorBodies(build),
      build,
      threads: memory.shared ? threads : 1,
    };
  }
  return null;
}

/** Shared where there are threads to share it and the host allows; a shared memory needs room for all it may become. */
function memoryFor(threads: number): { memory: WasmMemory; shared: boolean } {
  const { Memory } = webAssembly!;
  if (threads > 1 && canShareMemory() && canStartThreads())
    try {
      return { memory: new Memory({ initial: 1, maximum: MOST_PAGES, shared: true }), shared: true };
    } catch {
      // A host that will not set so much aside: one thread, on a memory that grows as it must.
    }
  return { memory: new Memory({ initial: 1, maximum: MOST_PAGES }), shared: false };
}
