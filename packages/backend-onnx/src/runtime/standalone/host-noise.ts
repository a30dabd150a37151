/** The `uniform` ops of a graph, drawn by the library's own generator into arrays that every run feeds again. */
import { allocate, fillUniform, sizeOf, stateNames, type Graph, type NodeId, type TypedArray } from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import type { Port } from './plan.ts';
import type { Runtime } from '../find-runtime.ts';
import { ortTensor } from '../tensor.ts';

/** Finds the elements of a value of this run: of an input of that name, or of a state. */
export type Lookup = (name: string, isState: boolean) => TypedArray;

interface Site {
  readonly port: string;
  readonly tensor: Tensor;
  readonly data: Float32Array;
  /** Elements in one row. */
  readonly row: number;
  readonly key: (lookup: Lookup) => TypedArray;
  readonly offset: (lookup: Lookup) => TypedArray;
}

export class HostNoise {
  readonly #sites: readonly Site[];

  constructor(runtime: Runtime, graph: Graph, ports: readonly Port[]) {
    const states = stateNames(graph);
    const source = (id: NodeId): ((lookup: Lookup) => TypedArray) => {
      const node = graph.nodes[id]!;
      if (node.op === 'constant') return () => node.attrs.value;
      const state = states.get(id);
      const name = state ?? graph.inputs.find((input) => input.node === id)!.name;
      return (lookup) => lookup(name, state !== undefined);
    };
    this.#sites = ports.map(({ port, node: id }) => {
      const node = graph.nodes[id]!;
      const data = allocate('f32', sizeOf(node.shape));
      const [key, offset] = [source(node.inputs[0]!), source(node.inputs[1]!)];
      return { port, data, tensor: ortTensor(runtime, node, data), row: sizeOf(node.shape.slice(1)), key, offset };
    });
  }

  /** Draws every site and puts its tensor among the feeds. */
  draw(feeds: Record<string, Tensor>, lookup: Lookup): void {
    for (const { port, tensor, data, row, key, offset } of this.#sites) {
      const words = key(lookup);
      fillUniform([words[0]! >>> 0, words[1]! >>> 0], data, offset(lookup)[0]! * row);
      feeds[port] = tensor;
    }
  }
}
