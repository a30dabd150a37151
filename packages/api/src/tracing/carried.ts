/** Values that layers carry from batch to batch: of each row the end of one batch is the beginning of the next. */
import type { Shape } from '../ir/index.ts';
import { stateName } from './ports.ts';
import { Tensor } from './tensor.ts';
import type { Trace } from './trace.ts';

/**
 * What is carried under a path, batch first, as earlier uses in this step left it. It has rows, and no gradient flows into the batch before.
 * Samples of one row all begin with what that row carries.
 */
export function carriedState(trace: Trace, path: string, shape: Shape): Tensor {
  const { samples = 1 } = trace.options;
  const held = heldShape(trace, shape);
  const value = trace.replacements.get(keyOf(trace, path, shape));
  if (value !== undefined) return value;
  const first = trace.options.statesGiven
    ? trace.input(path, { dtype: 'f32', shape: held }, { from: 'data', name: path })
    : stateAt(trace, stateName(path, held), held);
  return samples === 1 ? first : repeatRows(first, samples);
}

/** What the next batch begins with. */
export function carryState(trace: Trace, path: string, next: Tensor): void {
  trace.replacements.set(keyOf(trace, path, next.shape), next.stopGradient());
}

/** Carried state of the graph. */
function stateAt(trace: Trace, name: string, shape: Shape): Tensor {
  const known = trace.parameters.get(name);
  if (known !== undefined) return known.value;
  const value = new Tensor(trace.b, trace.b.input(name, 'f32', shape));
  const parameter = { name, shape, initializer: 'zeros', trainable: false } as const;
  trace.parameters.set(name, { path: name, parameter, value, trainable: false });
  return value;
}

function keyOf(trace: Trace, path: string, shape: Shape): string {
  return trace.options.statesGiven ? path : stateName(path, heldShape(trace, shape));
}

/** The shape for the rows of the data, of which there may be several samples each. */
function heldShape({ options: { samples = 1 } }: Trace, [rows, ...row]: Shape): Shape {
  return [rows! / samples, ...row];
}

/** Row r of x as rows r · times to r · times + times − 1. */
export function repeatRows(x: Tensor, times: number): Tensor {
  const [rows, ...rest] = x.shape;
  return x
    .reshape([rows!, 1, ...rest])
    .broadcastTo([rows!, times, ...rest])
    .reshape([rows! * times, ...rest]);
}
