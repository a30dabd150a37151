/** Whether predictions can be probabilities, as far as the end of a model's graph says. */
import { ops, type GraphBuilder, type NodeId } from '../ir/index.ts';
import type { Forward, NamedOutput } from './forward.ts';

/**
 * True for predictions that are a linear function of weights, or one that is cut off below or squashed by tanh: they leave [0, 1]
 * sooner or later. False wherever that is not certain.
 */
export function leavesProbabilities({ trace: { b, parameters } }: Forward, { value: { ref } }: NamedOutput): boolean {
  const free = [...parameters.values()].filter(({ parameter }) => parameter.constraint == null);
  const weights = new Set(free.map(({ value }) => value.ref.id));
  const { op, inputs } = b.at(moved(b, ref.id));
  return isLinear(b, op === 'tanh' || op === 'maximum' ? inputs[0]! : ref.id, weights);
}

/** A product with a weight, plus a bias or not. */
function isLinear(b: GraphBuilder, id: NodeId, weights: ReadonlySet<NodeId>): boolean {
  const { op, inputs } = b.at(moved(b, id));
  if (op !== 'add' && op !== 'matMul') return false;
  return weights.has(moved(b, inputs[1]!)) && (op === 'matMul' || isLinear(b, inputs[0]!, weights));
}

/** The node whose elements these are, put in order elsewhere. */
function moved(b: GraphBuilder, id: NodeId): NodeId {
  const { op, inputs } = b.at(id);
  return ops[op].kind === 'movement' && inputs.length === 1 ? moved(b, inputs[0]!) : id;
}
