/** The backend: pure CPU, in plain TypeScript and WebAssembly SIMD. */
import { fail, type Backend, type Executable } from '@bernoulli/api/ir';
import { compile } from './compile.ts';
import { CpuExecutable } from './executable.ts';
import { Family } from './family.ts';
import { startEngine } from './wasm/engine.ts';

export interface CpuOptions {
  /**
   * Use WebAssembly SIMD where the host has it (default `true`). With `false`, or on a host without it, plain loops run:
   * results agree within rounding, but not to the bit.
   */
  readonly simd?: boolean;
}

/** A backend on plain loops and, where the host has it, WebAssembly SIMD. */
export function cpu(options: CpuOptions = {}): Backend {
  const { simd = true } = options;
  return {
    name: 'cpu',
    irVersion: 1,
    async compile(graph, { shareState } = {}) {
      const family = shareState === undefined ? new Family(simd ? await startEngine() : null) : familyOf(shareState);
      return compile(graph, family);
    },
  };
}

function familyOf(executable: Executable): Family {
  if (executable instanceof CpuExecutable) return executable.family;
  return fail('BACKEND', { who: 'backend cpu', what: 'shareState must be an executable that this backend compiled' });
}
