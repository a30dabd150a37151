/** Arrays, attributes and graphs in the words of JSON, which has none for NaN, ±Infinity and −0: they are strings. */
import type { Graph, Node, TensorData } from '@bernoulli/api/ir';
import type { CaseArray } from './case.ts';
import type { Expectation } from './recording/expectations.ts';

export interface JsonArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Row by row. Where there are fewer than the shape says, they repeat, as in `numpy.resize`. */
  readonly data: readonly (number | string)[];
}

export function arrayToJson({ dtype, shape, data }: CaseArray, period = data.length): JsonArray {
  const repeats = data.length > period && data.every((value, i) => Object.is(value, data[i % period]));
  return { dtype, shape, data: (repeats ? data.slice(0, period) : data).map(plain) };
}

export interface JsonExpected extends JsonArray {
  /** One number for all elements, or one for each. */
  readonly allowed: number | readonly number[];
  /** The sign of a zero counts too. */
  readonly bits: boolean;
}

export function expectedToJson({ want, allowed, bits }: Expectation, period?: number): JsonExpected {
  const shown = arrayToJson(want, period);
  // Where the data repeats, so does what is allowed.
  const each = allowed.slice(0, shown.data.length).map((a) => upTo3Digits(a));
  const [first = 0] = each;
  return { ...shown, allowed: each.every((a) => a === first) ? first : each, bits };
}

/** An allowance needs no more digits, and there are many of them. Never less than it was. */
function upTo3Digits(x: number): number {
  const rounded = Number(x.toPrecision(3));
  return rounded >= x ? rounded : Number((x * 1.005).toPrecision(3));
}

export function attributesToJson(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value = (v: unknown): unknown => {
    if (typeof v === 'number') return plain(v);
    if (ArrayBuffer.isView(v)) return Array.from(v as Float32Array, plain);
    if (Array.isArray(v)) return v.map(value);
    return typeof v === 'object' && v !== null ? attributesToJson(v as Readonly<Record<string, unknown>>) : v;
  };
  return Object.fromEntries(Object.entries(attrs).map(([name, v]) => [name, value(v)]));
}

/** A value of a program, as its reader wants it. */
type ArrayWriter = (value: TensorData) => object;

const inNumbers: ArrayWriter = ({ dtype, shape, data }) => arrayToJson({ dtype, shape, data: Array.from(data) });

/**
 * A graph for readers in other languages: nodes with `op`, `inputs`, `attrs`, `dtype` and `shape`, and all else as it is. The value of a
 * constant is `{ dtype, shape, data }`, or what `array` makes of it; numbers that JSON lacks are strings.
 *
 * @example
 * ```ts
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { graphToJson } from '@bernoulli/conformance';
 * const b = new GraphBuilder();
 * const { nodes } = graphToJson(b.build({ outputs: { y: b.neg(b.input('x', 'f32', [2])) } }));
 * nodes[1]; // => { op: 'neg', inputs: [0], attrs: {}, dtype: 'f32', shape: [2] }
 * ```
 */
export function graphToJson({ nodes, ...ends }: Graph, array: ArrayWriter = inNumbers): JsonGraph {
  return { ...ends, nodes: nodes.map((node) => nodeToJson(node, array)) };
}

/** What {@link graphToJson} returns. */
export interface JsonGraph extends Omit<Graph, 'nodes'> {
  readonly nodes: readonly object[];
}

function nodeToJson(node: Node, array: ArrayWriter): object {
  const { op, inputs, dtype, shape } = node;
  return { op, inputs, attrs: nodeAttributes(node, array), dtype, shape };
}

function nodeAttributes({ dtype, shape, ...node }: Node, array: ArrayWriter): object {
  if (node.op === 'constant') return { value: array({ dtype, shape, data: node.attrs.value }) };
  if (node.op === 'scan') return { ...node.attrs, body: graphToJson(node.attrs.body, array) };
  return attributesToJson(node.attrs as Readonly<Record<string, unknown>>);
}

function plain(x: number): number | string {
  return Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? '-0' : String(x);
}
