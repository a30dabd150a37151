/** The backend: pure CPU, in plain TypeScript and WebAssembly SIMD. */
import { fail, type Backend, type Executable } from '@bernoulli/api/ir';
import { compile } from './compile.ts';
import { CpuExecutable } from './executable.ts';
import { SharedMemory } from './memory/shared-memory.ts';
import { settings, type CpuOptions } from './options.ts';
import { startEngine } from './routines/engine.ts';

/**
 * A backend on plain loops and, where the host has it, WebAssembly SIMD on several threads. The same program gives the same
 * bits at each run, whatever the number of threads.
 *
 * `details` say what it runs on: `simd` (`'relaxed'`, `'plain'` or `false`) and `threads`. Where a page's policy forbids
 * WebAssembly or workers, plain loops or one thread do the work, and a warning names the directive.
 *
 * Executables that share state hold it together: it goes when the last of them is disposed. `compile` fails with `BACKEND`
 * when memory runs out, with `GRAPH` for an illegal graph or for shared state of another type.
 *
 * @throws BernoulliError `CONFIG` for an option outside its range.
 * @example
 * ```ts
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.mul(b.input('x', 'f32', [3]), 2) } });
 * const executable = await cpu().compile(graph);
 * const { y } = await executable.run({ x: { dtype: 'f32', shape: [3], data: Float32Array.of(1, 2, 3) } });
 * [...y!.data]; // => [2, 4, 6]
 * ```
 */
export function cpu(options: CpuOptions = {}): Backend {
  const { builds, threads, grain, ...omissions } = settings(options);
  let latest: SharedMemory | undefined;
  return {
    name: 'cpu',
    irVersion: 1,
    get details() {
      return latest?.details;
    },
    async compile(graph, { shareState } = {}) {
      const memory =
        shareState === undefined ? new SharedMemory(await startEngine(builds, threads), grain) : memoryOf(shareState);
      latest = memory;
      return compile(graph, memory, omissions);
    },
  };
}

function memoryOf(executable: Executable): SharedMemory {
  if (executable instanceof CpuExecutable) return executable.memory;
  return fail('BACKEND', { who: 'backend cpu', what: 'shareState must be an executable that this backend compiled' });
}
