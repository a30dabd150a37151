/** The values of weights that a file holds. */
import { fail, validateValue, type Binding, type Graph, type TensorData, type TypedArray } from '@bernoulli/api/ir';

/** @throws BernoulliError `NAME` for a weight that is missing, `SHAPE` or `DTYPE` for one of another type. */
export function weightOf(
  graph: Graph,
  weights: Readonly<Record<string, TensorData>>,
  { name, node }: Binding,
): TypedArray {
  const weight = weights[name];
  if (weight === undefined) fail('NAME', { who: 'exportOnnx', what: 'a weight is missing', received: name });
  validateValue(`weight ${name}`, weight, graph.nodes[node]!);
  return weight.data;
}
