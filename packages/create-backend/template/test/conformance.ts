/** Holds the backend to the suite: what passes today is held, and the list of it grows with the kernels. */
import { conformance } from '@bernoulli/conformance';
import { it } from 'vitest';
import { known } from '../known.ts';
import { createBackend } from '../src/index.ts';
import { kernels } from '../src/kernels.ts';

/** Noise, inputs and constants need no kernel. */
const ops = ['input', 'constant', 'uniform', ...Object.keys(kernels)];

/** Gradients, journeys and training runs take many ops. When all kernels are there, hold the backend to everything: `() => true`. */
const isDue = (name: string): boolean =>
  name === 'known list' || (ops.includes(name.split('/')[0]!) && !name.includes('/gradient/'));

for (const { name, run } of conformance(createBackend(), { known }).filter(({ name }) => isDue(name))) it(name, run);
