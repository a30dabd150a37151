/** Models without functions of their own, for runtimes that know none. */
import { Namer } from '../lowerings/namer.ts';
import type { AttributeValue, FunctionProto, ModelProto, NodeProto, ValueInfoProto } from '../proto/messages.ts';

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
  const prefix = `${call.name}/`;
  return called.nodes.map((node) => ({
    ...renamed(node, values, names, prefix),
    name: names.take(`${prefix}${node.opType}`),
  }));
}

/** A node with other names for its values; what graphs within it name themselves is named anew, after the call. */
function renamed(node: NodeProto, values: ReadonlyMap<string, string>, names: Namer, prefix: string): NodeProto {
  const within = (value: AttributeValue): AttributeValue => {
    if (!('graph' in value)) return value;
    const { nodes, inputs, outputs } = value.graph;
    const own = [...inputs.map(({ name }) => name), ...nodes.flatMap((inner) => inner.outputs)];
    const all = new Map([...values, ...own.map((name) => [name, names.take(prefix + name)] as const)]);
    const port = (info: ValueInfoProto): ValueInfoProto => ({ ...info, name: all.get(info.name)! });
    return {
      graph: {
        ...value.graph,
        nodes: nodes.map((inner) => renamed(inner, all, names, prefix)),
        inputs: inputs.map(port),
        outputs: outputs.map(port),
      },
    };
  };
  return {
    ...node,
    inputs: node.inputs.map((name) => values.get(name)!),
    outputs: node.outputs.map((name) => values.get(name)!),
    ...(node.attributes && {
      attributes: Object.fromEntries(Object.entries(node.attributes).map(([key, value]) => [key, within(value)])),
    }),
  };
}
