/** The engines' packages, each loaded when it is asked for. */
// Named here so that whoever compiles this source, and not only this package, knows of them.
/// <reference path="./optional-engines.d.ts" />
import { BernoulliError } from '@bernoulli/api/ir';
import type { EngineName } from './options.ts';

/** What is used of a package beside the engine that it registers with tfjs-core when it is loaded. */
export interface EnginePackage {
  setWasmPaths(paths: string | Record<string, string>): void;
}

/** How each engine's package is loaded. */
export type EngineLoaders = Readonly<Record<EngineName, () => Promise<EnginePackage | void>>>;

// Each specifier is written out, so that bundlers see it, and stands in a `try`, so that they let the package be absent.
export const loaders: EngineLoaders = {
  async cpu() {
    try {
      await import('@tensorflow/tfjs-backend-cpu');
    } catch (cause) {
      missing('cpu', cause);
    }
  },
  async wasm() {
    try {
      return await import('@tensorflow/tfjs-backend-wasm');
    } catch (cause) {
      return missing('wasm', cause);
    }
  },
  async webgl() {
    try {
      await import('@tensorflow/tfjs-backend-webgl');
    } catch (cause) {
      missing('webgl', cause);
    }
  },
  async webgpu() {
    try {
      await import('@tensorflow/tfjs-backend-webgpu');
    } catch (cause) {
      missing('webgpu', cause);
    }
  },
};

function missing(name: EngineName, cause: unknown): never {
  const what = `the engine ${name} needs the package @tensorflow/tfjs-backend-${name}, which could not be loaded`;
  const hint = `Install it with: npm install @tensorflow/tfjs-backend-${name}@4`;
  throw new BernoulliError('BACKEND', { who: 'tfjs', what, hint }, { cause });
}
