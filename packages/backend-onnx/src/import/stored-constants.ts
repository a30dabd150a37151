/** Files of writers that store nothing and compute everything, weights too: there they are the tensors of `Constant` nodes. */
import { sizeOf } from '@bernoulli/api/ir';
import type { StoredModel, StoredNode } from '../proto/stored-model.ts';
import type { StoredTensor } from '../proto/stored-tensor.ts';
import { isWeighty } from './find-weights.ts';

/**
 * The model with what may be a weight among its tensors, where a file has no such tensor: Paddle's exporter writes them so. Of other files a constant is
 * what its writer took for one. Single numbers stay: they are settings.
 */
export function storedConstants(model: StoredModel): StoredModel {
  const { graph } = model;
  if (graph.initializers.some(isWeighty)) return model;
  const found = new Map<StoredNode, StoredTensor>();
  for (const node of graph.nodes) {
    const tensor = tensorOf(node);
    if (tensor !== undefined && isWeighty(tensor) && sizeOf(tensor.shape) > 1) found.set(node, tensor);
  }
  if (found.size === 0) return model;
  const initializers = [...graph.initializers, ...found.values()];
  return { ...model, graph: { ...graph, initializers, nodes: graph.nodes.filter((node) => !found.has(node)) } };
}

function tensorOf({ opType, domain, outputs, attributes }: StoredNode): StoredTensor | undefined {
  const value = attributes.get('value');
  const [name = ''] = outputs;
  if (opType !== 'Constant' || domain !== '' || name === '' || outputs.length !== 1) return undefined;
  return value?.kind === 'tensor' && attributes.size === 1 ? { ...value.value, name } : undefined;
}
