/** Where lowerings write: appends ONNX nodes, names them, and keeps each constant once. */
import {
  arrayFrom,
  fail,
  isConcrete,
  printShape,
  ruleOf,
  type Shape,
  type TensorType,
  type TypedArray,
} from '@bernoulli/api/ir';
import type { Namer } from './namer.ts';
import type { AttributeValue, Attributes, DataType, FunctionProto, NodeProto, TensorProto } from '../proto/messages.ts';
import { onnxTypeOf, type ConstantData } from './value.ts';

/** Attributes as lowerings write them: a whole number is an `int`, a list an `ints`, text a `string`. */
export type PlainAttributes = Readonly<Record<string, number | string | readonly number[]>>;

export class OnnxWriter {
  readonly functions: Map<string, FunctionProto>;
  /** The module now writing; node names start with it. */
  site: string | undefined;
  readonly #nodes: NodeProto[] = [];
  readonly #names: Namer;
  readonly #renamed = new Map<string, string>();
  /** The writer of the graph around this one; its initializers are for both. */
  readonly #outer: OnnxWriter | undefined;
  readonly #initializers: TensorProto[] = [];
  readonly #constants: Map<string, string>;
  /** For each symbolic size, a value that has it and the axis where. */
  readonly #sources: Map<number, { readonly value: string; readonly axis: number }>;

  constructor(names: Namer, outer?: OnnxWriter) {
    this.#names = names;
    this.#outer = outer;
    this.functions = outer?.functions ?? new Map();
    this.#constants = outer === undefined ? new Map() : outer.#constants;
    this.#sources = outer === undefined ? new Map() : outer.#sources;
  }

  /** Where to write a graph within this one, which sees all that is written here. */
  nested(): OnnxWriter {
    const inner = new OnnxWriter(this.#names, this);
    inner.site = this.site;
    return inner;
  }

  /** A name that nothing else has. */
  name(wanted: string): string {
    return this.#names.take(this.site === undefined ? wanted : `${this.site}/${wanted}`);
  }

  /** Appends a node with several outputs and returns their names. */
  several(opType: string, inputs: readonly string[], outputs: number, attributes: Attributes): readonly string[] {
    const name = this.name(opType);
    const names = Array.from({ length: outputs }, (_, i) => this.#names.take(`${name}/${i}`));
    this.#nodes.push({ name, opType, inputs, outputs: names, attributes });
    return names;
  }

  /** Appends a node with one output and returns the name of that output, which is also the node's. */
  node(opType: string, inputs: readonly string[], attributes: PlainAttributes = {}): string {
    return this.#append({ opType, inputs, attributes: typed(attributes) });
  }

  /** Appends a call of a model-local function, which is written into the model once. */
  call(definition: FunctionProto, inputs: readonly string[]): string {
    this.functions.set(definition.name, definition);
    return this.#append({ opType: definition.name, domain: definition.domain, inputs });
  }

  /**
   * Makes a value an output of the graph. The node that computes it is given the name; a value that no node computes, or
   * that is an output already, is copied by an `Identity`.
   */
  publish(value: string, name: string): void {
    if (!this.#renamed.has(value) && this.#nodes.some((node) => node.outputs.includes(value)))
      this.#renamed.set(value, name);
    else
      this.#nodes.push({
        name: this.#names.take(`${name}/Identity`),
        opType: 'Identity',
        inputs: [value],
        outputs: [name],
      });
  }

  /** What was written: nodes with the names of the outputs in place, and the initializers that they use. */
  finish(): { readonly nodes: readonly NodeProto[]; readonly initializers: readonly TensorProto[] } {
    const nodes = this.#nodes.map((node) => renamed(node, this.#renamed));
    const used = new Set(nodes.flatMap(readBy));
    return { nodes, initializers: this.#initializers.filter(({ name }) => used.has(name)) };
  }

  #append(node: Omit<NodeProto, 'name' | 'outputs'>): string {
    const name = this.name(node.opType);
    this.#nodes.push({ name, ...node, outputs: [name] });
    return name;
  }

  cast(value: string, to: DataType): string {
    return this.node('Cast', [value], { to });
  }

  f32(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  i32(value: number): string {
    return this.constant(Int32Array.of(value), []);
  }

  /** A list of `int64`, as ONNX takes axes and shapes. */
  i64s(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** Says that the symbolic sizes in `shape` can be read off a value. */
  learnSizes(value: string, shape: Shape): void {
    shape.forEach((size, axis) => {
      if (size < 0 && !this.#sources.has(size)) this.#sources.set(size, { value, axis });
    });
  }

  /** A shape as ONNX takes one: a constant, or put together at run time from the sizes of the inputs. */
  shape(shape: Shape): string {
    if (isConcrete(shape)) return this.i64s(shape);
    const sizes = shape.map((size) => (size < 0 ? this.#size(size) : this.i64s([size])));
    return sizes.length === 1 ? sizes[0]! : this.node('Concat', sizes, { axis: 0 });
  }

  #size(symbol: number): string {
    const rule = ruleOf(symbol);
    if (rule !== undefined) {
      const { of, times, plus, over } = rule;
      const step = (opType: string, x: string, n: number, leaves: number): string =>
        n === leaves ? x : this.node(opType, [x, this.i64s([n])]);
      return step('Div', step('Add', step('Mul', this.#size(of), times, 1), plus, 0), over, 1);
    }
    const source = this.#sources.get(symbol);
    if (source === undefined)
      fail('UNSUPPORTED', {
        who: 'exportOnnx',
        at: this.site,
        what: `no input has the symbolic size ${printShape([symbol])}, so a model file cannot know it`,
      });
    return this.node('Shape', [source.value], { start: source.axis, end: source.axis + 1 });
  }

  /** An array of one value. */
  filled({ dtype, shape }: TensorType, value: number): string {
    const one = this.constant(arrayFrom(dtype, [value]), []);
    return shape.length === 0 ? one : this.node('Expand', [one, this.shape(shape)]);
  }

  /**
   * A constant; small ones that are equal are one, named by what it holds. Floats with an axis are `Constant` nodes: as initializers they
   * would be taken for weights by who reads the file, and be trained.
   */
  constant(data: ConstantData, dims: Shape): string {
    if (data.length > 16) return this.#fixed(this.#names.take('constant'), data, dims);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = `${onnxTypeOf(data)}|${dims.join()}|${bytes.join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const fresh = this.#fixed(this.#names.take(`constant/${data.join('_')}`), data, dims);
    this.#constants.set(key, fresh);
    return fresh;
  }

  /** A weight: a constant under a name that is taken already. */
  weight(name: string, data: TypedArray, dims: Shape): string {
    return this.#initializer(name, data, dims);
  }

  #fixed(name: string, data: ConstantData, dims: Shape): string {
    if (this.#outer !== undefined) return this.#outer.#fixed(name, data, dims);
    if (!(data instanceof Float32Array) || dims.length === 0) return this.#initializer(name, data, dims);
    const value = { tensor: { name: '', dataType: onnxTypeOf(data), dims, data } };
    this.#nodes.push({ name, opType: 'Constant', inputs: [], outputs: [name], attributes: { value } });
    return name;
  }

  #initializer(name: string, data: ConstantData, dims: Shape): string {
    if (this.#outer !== undefined) return this.#outer.#initializer(name, data, dims);
    this.#initializers.push({ name, dataType: onnxTypeOf(data), dims, data });
    return name;
  }
}

/** A node with other names for some values, also in the graphs within it, which read values from around them. */
function renamed(node: NodeProto, names: ReadonlyMap<string, string>): NodeProto {
  const final = (value: string): string => names.get(value) ?? value;
  const within = (value: AttributeValue): AttributeValue =>
    'graph' in value
      ? { graph: { ...value.graph, nodes: value.graph.nodes.map((inner) => renamed(inner, names)) } }
      : value;
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) => [name, within(value)] as const);
  return {
    ...node,
    inputs: node.inputs.map(final),
    outputs: node.outputs.map(final),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

/** The values that a node reads, itself or in the graphs within it. */
function readBy({ inputs, attributes = {} }: NodeProto): string[] {
  const within = Object.values(attributes).flatMap((value) => ('graph' in value ? value.graph.nodes : []));
  return [...inputs, ...within.flatMap(readBy)];
}

function typed(attributes: PlainAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'number' ? { int: value } : typeof value === 'string' ? { string: value } : { ints: value },
    ]),
  );
}
