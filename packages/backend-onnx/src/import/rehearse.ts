/** Reads a model once on symbols of the sizes that its file tells, so that what cannot be done is said when it is imported. */
import { BernoulliError } from '@bernoulli/api/ir';
import { Trace, type Module } from '@bernoulli/api';
import { elementTypes } from '../proto/element-type.ts';
import type { OnnxModel } from './onnx-model.ts';
import { UnsupportedOnnx } from './unsupported.ts';

/**
 * @throws UnsupportedOnnx for what no sizes would mend: where sizes are open, a node that fails for its operands may still work out when they are known.
 */
export function rehearse(model: OnnxModel): void {
  const trace = new Trace(pathsOf(model), { mode: 'infer' });
  let symbol = -1;
  const named = new Map<string, number>();
  const sizes = model.inputs.map(({ shape }) =>
    shape?.map((n) => {
      if (typeof n === 'number') return n;
      if (n === null) return --symbol;
      if (!named.has(n)) named.set(n, --symbol);
      return named.get(n)!;
    }),
  );
  if (sizes.includes(undefined)) return;
  const xs = model.inputs.map(({ name, type }, i) =>
    trace.input(name, { dtype: elementTypes[type].dtype, shape: sizes[i]! }),
  );
  try {
    if (xs.length === 0) model.apply(trace.constant(0));
    else model.apply(...xs);
  } catch (error) {
    const isOpen = sizes.some((shape) => shape!.some((n) => n < 0));
    if (error instanceof UnsupportedOnnx && error.nodes.some(({ isDefinite }) => isDefinite)) throw error;
    if (!isOpen || (BernoulliError.is(error) && error.code === 'FORMAT')) throw error;
  }
}

/** The place of the model and of all in it. */
function pathsOf(model: OnnxModel): Map<Module, string> {
  const paths = new Map<Module, string>();
  const visit = (module: Module, path: string): void => {
    paths.set(module, path);
    for (const [name, child] of module.children()) visit(child, `${path}/${name}`);
  };
  visit(model, model.name);
  return paths;
}
