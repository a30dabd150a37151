/** Values from outside are held against the types the graph declares before any engine sees them. */
import type { Values } from './backend.ts';
import { dtypeOf } from './dtype.ts';
import { fail } from './errors.ts';
import type { Graph, TensorData, TensorType } from './graph.ts';
import { printShape, sameShape, sizeOf } from './shape.ts';

/**
 * Checks that `inputs` holds every input of a graph, in its dtype and shape. Values under other names are ignored.
 *
 * @throws BernoulliError `NAME` (all that are missing at once), `DTYPE` or `SHAPE`, by the input's name.
 */
export function validateInputs(graph: Graph, inputs: Values): void {
  const missing = graph.inputs.filter(({ name }) => !Object.hasOwn(inputs, name)).map(({ name }) => name);
  if (missing.length > 0)
    fail('NAME', { who: 'run', what: `input ${missing.join(', ')} is missing`, received: Object.keys(inputs) });
  for (const { name, node } of graph.inputs) validateValue(`input ${name}`, inputs[name]!, graph.nodes[node]!);
}

/** Checks one value against a type; `who` speaks in the error, as in `state dense/kernel`. */
export function validateValue(who: string, value: TensorData, type: TensorType): void {
  const held = dtypeOf(value?.data);
  if (held === undefined)
    fail('DTYPE', { who, what: 'must be { dtype, shape, data } with data a Float32Array, Int32Array or Uint8Array' });
  if (value.dtype !== type.dtype) fail('DTYPE', { who, what: `must be ${type.dtype}`, received: value.dtype });
  if (held !== type.dtype) fail('DTYPE', { who, what: `its data must be the array of ${type.dtype}`, received: held });
  if (!sameShape(value.shape, type.shape))
    fail('SHAPE', { who, what: `must have shape ${printShape(type.shape)}`, received: printShape(value.shape) });
  if (value.data.length !== sizeOf(type.shape))
    fail('SHAPE', { who, what: `must hold ${sizeOf(type.shape)} elements`, received: value.data.length });
}
