/** The inputs and outputs of one executable in memory that two threads see. */
import { sizeOf, type Binding, type Graph, type TypedArray } from '@bernoulli/api/ir';
import { bytesOf } from '../partition/bytes.ts';

const constructors = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

export type Arrays = Readonly<Record<string, TypedArray>>;

/** Every array starts on a cache line. */
const line = 64;

export class SharedArrays {
  readonly buffer: SharedArrayBuffer;
  readonly inputs: Arrays;
  readonly outputs: Arrays;

  /** On new memory, or on what the other thread has made for the same graph. */
  constructor(graph: Graph, buffer?: SharedArrayBuffer) {
    const ends = [...graph.inputs, ...graph.outputs].map(({ node }) => graph.nodes[node]!);
    const starts: number[] = [];
    let bytes = 0;
    for (const type of ends) {
      starts.push(bytes);
      bytes += Math.ceil(bytesOf(type) / line) * line;
    }
    this.buffer = buffer ?? new SharedArrayBuffer(bytes);
    const views = ends.map(({ dtype, shape }, i): TypedArray => {
      // The types of arrays name no shared memory; all that is done with these works on it.
      return new constructors[dtype](this.buffer as unknown as ArrayBuffer, starts[i]!, sizeOf(shape));
    });
    const named = (bindings: readonly Binding[], from: number): Record<string, TypedArray> =>
      Object.fromEntries(bindings.map(({ name }, i) => [name, views[from + i]!]));
    this.inputs = named(graph.inputs, 0);
    this.outputs = named(graph.outputs, graph.inputs.length);
  }

  fillInputs(values: Arrays): void {
    fill(this.inputs, values);
  }

  fillOutputs(values: Arrays): void {
    fill(this.outputs, values);
  }
}

function fill(arrays: Arrays, values: Arrays): void {
  for (const name in values) arrays[name]!.set(values[name]!);
}

/** The same values in memory that nothing shares. */
export function copied(arrays: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
}
