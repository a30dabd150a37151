/** One node being read: its operands and attributes by their meaning. What nobody asked for is refused afterwards, so that nothing is passed over. */
import { fail, resolveAxis, type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { ElementType } from '../proto/element-type.ts';
import type { StoredAttribute, StoredGraph, StoredNode } from '../proto/stored-model.ts';
import type { Numbers, StoredTensor } from '../proto/stored-tensor.ts';
import { asValue, Sequence, type Held as HeldValue } from './held.ts';
import { unsupported } from './unsupported.ts';
import { Value } from './value.ts';

/** What the attributes of each kind hold. */
interface Held {
  readonly float: number;
  readonly int: number;
  readonly string: string;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly string[];
  readonly tensor: StoredTensor;
  readonly graph: StoredGraph;
}

/** What an operator of ONNX becomes: a value for each output, `null` for one that is not offered. */
export type Operator = (call: NodeCall) => HeldValue | readonly (HeldValue | null)[];

/** What a node is read with, beside its operands. */
export interface Surroundings {
  /** Any tensor of the running trace: constants are made with it. */
  readonly like: Tensor;
  /** The version of the standard operators. */
  readonly opset: number;
  /** Applies the dropout layer that stands for a node. `always`: where the file has it in training mode. */
  readonly dropout: (node: StoredNode, x: Tensor, always: boolean) => Tensor;
  /** True where noise is drawn: a dropout of the file then has a mask. */
  readonly noisy: boolean;
  /** Whether the file was written for one row, and is read for another number. */
  readonly fromOneRow: boolean;
  /** What a name stands for where the node is; `undefined` for one that nothing before it has. */
  readonly named: (name: string) => HeldValue | undefined;
  /** Runs a graph that an attribute holds, on these values, and gives its outputs. */
  readonly runGraph: (graph: StoredGraph, inputs: readonly HeldValue[]) => HeldValue[];
  /** What a way to read the node gives, `undefined` where it does not go: then another is tried, and nothing is said of this one. */
  readonly attempt: <T>(way: () => T) => T | undefined;
}

export class NodeCall {
  readonly node: StoredNode;
  readonly around: Surroundings;
  readonly #inputs: readonly (HeldValue | null)[];
  readonly #attributes: ReadonlyMap<string, StoredAttribute>;
  readonly #asked = new Set<string | number>();

  constructor(
    node: StoredNode,
    inputs: readonly (HeldValue | null)[],
    attributes: ReadonlyMap<string, StoredAttribute>,
    around: Surroundings,
  ) {
    this.node = node;
    this.#inputs = inputs;
    this.#attributes = attributes;
    this.around = around;
  }

  get opset(): number {
    return this.around.opset;
  }

  /** Whether somebody wants an output. */
  wants(output: number): boolean {
    return (this.node.outputs[output] ?? '') !== '';
  }

  /** An operand that must be there. */
  input(i: number): Value {
    return (
      this.optional(i) ??
      fail('FORMAT', {
        who: 'importOnnx',
        at: this.node.name || undefined,
        what: `${this.node.opType} needs input ${i}`,
      })
    );
  }

  optional(i: number): Value | undefined {
    const held = this.held(i);
    return held && asValue(held);
  }

  /** An operand of any kind. */
  held(i: number): HeldValue | undefined {
    this.#asked.add(i);
    return this.#inputs[i] ?? undefined;
  }

  /** What a sequence holds. */
  sequence(i: number): readonly Value[] {
    const held = this.held(i);
    return held instanceof Sequence ? held.items : unsupported(`input ${i} that is no sequence`);
  }

  /** All operands, of any kind. */
  everything(): HeldValue[] {
    return this.#inputs.map((_, i) => this.held(i) ?? this.input(i));
  }

  tensor(i: number): Tensor {
    return this.input(i).tensor;
  }

  /** All operands, of an operator that takes any number. */
  all(): Value[] {
    return Array.from({ length: Math.max(1, this.#inputs.length) }, (_, i) => this.input(i));
  }

  /** A value of the type of operand 0. */
  same(tensor: Tensor): Value {
    return Value.of(tensor, this.input(0).type);
  }

  known(type: ElementType, shape: Shape, numbers: Numbers): Value {
    return Value.known(this.around.like, type, shape, numbers);
  }

  constant(numbers: readonly number[], shape: Shape = [numbers.length]): Tensor {
    return this.around.like.constant(Int32Array.from(numbers), shape);
  }

  #attribute<K extends keyof Held>(name: string, kind: K): Held[K] | undefined {
    this.#asked.add(name);
    const found = this.#attributes.get(name);
    if (found === undefined) return undefined;
    if (found.kind !== kind) unsupported(`attribute ${name} of kind ${found.kind}`);
    return (found as { readonly value: unknown }).value as Held[K];
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  int(name: string): number | undefined;
  int(name: string, otherwise: number): number;
  int(name: string, otherwise?: number): number | undefined {
    return this.#attribute(name, 'int') ?? otherwise;
  }

  flag(name: string, otherwise = false): boolean {
    return this.int(name, Number(otherwise)) !== 0;
  }

  float(name: string): number | undefined;
  float(name: string, otherwise: number): number;
  float(name: string, otherwise?: number): number | undefined {
    return this.#attribute(name, 'float') ?? otherwise;
  }

  text(name: string, otherwise: string): string {
    return this.#attribute(name, 'string') ?? otherwise;
  }

  /** One of some words; any other is not supported. */
  word<W extends string>(name: string, words: readonly W[], otherwise: W): W {
    const found = this.text(name, otherwise);
    return words.find((word) => word === found) ?? unsupported(`attribute ${name} = ${found}`);
  }

  ints(name: string): readonly number[] | undefined {
    return this.#attribute(name, 'ints');
  }

  floats(name: string): readonly number[] | undefined {
    return this.#attribute(name, 'floats');
  }

  texts(name: string): readonly string[] | undefined {
    return this.#attribute(name, 'strings');
  }

  stored(name: string): StoredTensor | undefined {
    return this.#attribute(name, 'tensor');
  }

  graph(name: string): StoredGraph {
    return (
      this.#attribute(name, 'graph') ??
      fail('FORMAT', {
        who: 'importOnnx',
        at: this.node.name || undefined,
        what: `${this.node.opType} needs the graph ${name}`,
      })
    );
  }

  /** An attribute that changes nothing here: it is about how an engine computes. */
  ignore(...names: string[]): void {
    for (const name of names) this.#asked.add(name);
  }

  /** An axis from an attribute, counted from the front. */
  axis(name: string, otherwise: number, rank: number): number {
    return resolveAxis(this.int(name, otherwise), rank, this.node.opType);
  }

  /** Whole numbers that an attribute holds in old opsets, and an operand since `since`. */
  list(name: string, input: number, since: number): readonly number[] | undefined {
    if (this.opset < since) return this.ints(name);
    const given = this.optional(input);
    return given && Array.from(given.numbers(name));
  }

  /** @throws Unsupported for an attribute or operand that the operator did not look at, or an output that it does not give. */
  close(outputs: readonly (HeldValue | null)[]): void {
    // What operators before opset 6 said of the memory of their operands.
    this.ignore('consumed_inputs');
    for (const [name, { kind }] of this.#attributes)
      if (!this.#asked.has(name)) unsupported(`attribute ${name} (${kind})`);
    this.#inputs.forEach((value, i) => {
      if (value !== null && !this.#asked.has(i)) unsupported(`input ${i}`);
    });
    this.node.outputs.forEach((name, i) => {
      if (name !== '' && (outputs[i] ?? null) === null) unsupported(`output ${i}`);
    });
  }
}
