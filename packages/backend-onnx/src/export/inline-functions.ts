/** Models without functions of their own, for runtimes that know none. */
import { Namer } from '../lowerings/namer.ts';
import type { FunctionProto, ModelProto, NodeProto } from '../proto/messages.ts';

/** The model with the nodes of each function in the place of each call. */
export function inlineFunctions(model: ModelProto): ModelProto {
  const functions = new Map((model.functions ?? []).map((f) => [`${f.domain}.${f.name}`, f]));
  const names = new Namer();
  const { nodes, initializers, inputs } = model.graph;
  for (const { name } of [...initializers, ...inputs]) names.take(name);
  for (const name of nodes.flatMap(({ name: own, outputs }) => [own ?? '', ...outputs])) names.take(name);
  return {
    ...model,
    opsetImports: model.opsetImports.filter(({ domain }) => domain === ''),
    graph: {
      ...model.graph,
      nodes: nodes.flatMap((node) => {
        const called = functions.get(`${node.domain}.${node.opType}`);
        return called === undefined ? [node] : bodyOf(called, node, names);
      }),
    },
    functions: [],
  };
}

function bodyOf(called: FunctionProto, call: NodeProto, names: Namer): NodeProto[] {
  const values = new Map([
    ...called.inputs.map((name, i) => [name, call.inputs[i]!] as const),
    ...called.outputs.map((name, i) => [name, call.outputs[i]!] as const),
  ]);
  for (const local of called.nodes.flatMap(({ outputs }) => outputs))
    if (!values.has(local)) values.set(local, names.take(`${call.name}/${local}`));
  return called.nodes.map((node) => ({
    ...node,
    name: names.take(`${call.name}/${node.opType}`),
    inputs: node.inputs.map((name) => values.get(name)!),
    outputs: node.outputs.map((name) => values.get(name)!),
  }));
}
