/** The dropout nodes of a file as layers of ours, made before the file is read, so that each has its place in the module tree. */
import { Dropout } from '@bernoulli/api';
import type { StoredGraph, StoredModel, StoredNode } from '../proto/stored-model.ts';
import { numbersOf, type Numbers, type StoredTensor } from '../proto/stored-tensor.ts';
import { pathOf, type Paths } from './file-names.ts';

export interface FoundDropout {
  readonly node: StoredNode;
  readonly path: string;
  readonly layer: Dropout;
}

/** ONNX's own default. */
const RATIO = 0.5;

/** A layer for every dropout node whose ratio the file tells. */
export function findDropouts(
  { graph, functions, opsets }: StoredModel,
  given: (name: string) => Numbers | undefined,
  model: string,
  paths: Paths,
): FoundDropout[] {
  const found: FoundDropout[] = [];
  const visit = (nodes: readonly StoredNode[], constants: ReadonlyMap<string, StoredTensor>, opset: number): void => {
    const known = new Map(constants);
    for (const node of nodes) {
      const value = node.attributes.get('value');
      if (node.opType === 'Constant' && value?.kind === 'tensor') known.set(node.outputs[0] ?? '', value.value);
      for (const { kind, value: inner } of node.attributes.values())
        if (kind === 'graph') visit((inner as StoredGraph).nodes, withInitializers(known, inner as StoredGraph), opset);
      if (node.opType !== 'Dropout' || node.domain !== '') continue;
      const rate = rateOf(node, known, given, opset);
      if (rate === undefined || !(rate >= 0 && rate < 1)) continue;
      const path = paths.take(pathOf(node.name || 'dropout', model));
      found.push({ node, path: path.join('/'), layer: new Dropout({ rate }) });
    }
  };
  const opset = opsets.get('') ?? 0;
  visit(graph.nodes, withInitializers(new Map(), graph), opset);
  for (const f of functions) visit(f.nodes, new Map(), f.opsets.get('') ?? opset);
  return found;
}

function withInitializers(known: ReadonlyMap<string, StoredTensor>, graph: StoredGraph): Map<string, StoredTensor> {
  return new Map([...known, ...graph.initializers.map((tensor): [string, StoredTensor] => [tensor.name, tensor])]);
}

function rateOf(
  node: StoredNode,
  known: ReadonlyMap<string, StoredTensor>,
  given: (name: string) => Numbers | undefined,
  opset: number,
): number | undefined {
  if (opset < 12) {
    const ratio = node.attributes.get('ratio');
    return ratio === undefined ? RATIO : ratio.kind === 'float' ? ratio.value : undefined;
  }
  const name = node.inputs[1] ?? '';
  if (name === '') return RATIO;
  const tensor = known.get(name);
  return (given(name) ?? (tensor && numbersOf(tensor)))?.[0];
}
