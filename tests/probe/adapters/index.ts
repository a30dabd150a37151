/** Every adapter in JavaScript by its name, and the programs in other languages. */
import type { Adapter } from './adapter.ts';
import { bernoulli } from './bernoulli.ts';
import { fromNpm } from './from-npm.ts';
import { tensorflowJs } from './tensorflow-js.ts';

export const adapters: Readonly<Record<string, Adapter>> = { ...bernoulli, ...tensorflowJs, ...fromNpm };

/** Files beside this one that Python runs, with their arguments. */
export const pythonAdapters: Readonly<Record<string, readonly [file: string, ...args: string[]]>> = {
  pytorch: ['pytorch.py'],
  'keras-jax': ['keras_layers.py', 'jax'],
  'keras-torch': ['keras_layers.py', 'torch'],
  'keras-torch-seeds': ['keras_layers.py', 'torch', 'seeds'],
};
