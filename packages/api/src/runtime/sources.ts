/** What the modules that a model uses read: its inputs, and one another. */
import type { NodeId } from '../ir/index.ts';
import type { Forward } from '../programs/forward.ts';
import { Tensor } from '../tracing/tensor.ts';

/** The number of an input of the model, or of a use of a module. */
export type Source = { readonly input: number } | { readonly call: number };

/** For each use of a module by the model itself, and for each output, where its values come from; of uses inside modules nothing. */
export function sourcesOf(
  { trace, outputs }: Forward,
  model: string,
): { from: readonly (readonly Source[])[]; ends: readonly (readonly Source[])[] } {
  const whole = trace.calls.at(-1)!;
  const tensors = new Map<Tensor, Source>();
  const nodes = new Map<NodeId, Source>();
  const know = (tensor: Tensor, source: Source): void => {
    tensors.set(tensor, source);
    nodes.set(tensor.ref.id, source);
  };
  whole.inputs.forEach((tensor, input) => know(tensor, { input }));

  /** The tensor's own source; or all those that ops between made it of. */
  const behind = (tensor: Tensor): Source[] => {
    const known = tensors.get(tensor);
    if (known !== undefined) return [known];
    const found = new Set<Source>();
    const seen = new Set<NodeId>();
    const waiting = [tensor.ref.id];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const source = nodes.get(id);
      if (source === undefined) waiting.push(...trace.b.at(id).inputs);
      else found.add(source);
    }
    return [...found];
  };

  const from = trace.calls.map(({ caller, inputs, output }, call): Source[] => {
    if (caller !== model) return [];
    const read = new Set(inputs.flatMap(behind));
    const source = { call };
    for (const value of output instanceof Tensor ? [output] : Object.values(output)) know(value, source);
    return [...read];
  });
  return { from, ends: outputs.map(({ value }) => behind(value)) };
}
