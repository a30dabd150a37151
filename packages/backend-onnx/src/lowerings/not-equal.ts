/** True where a ≠ b; ONNX has only the opposite. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const notEqual: Lowering<NoAttrs> = ([a, b], { w }) => w.node('Not', [w.node('Equal', [a!.name, b!.name])]);
