/** Values that follow from weights alone and differ by channel only, in double precision. */
import type { Graph, NodeId } from '@bernoulli/api/ir';
import type { Inference } from './export-onnx.ts';

type Row = Float64Array;

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
};

const unary: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  neg: (x) => -x,
  exp: Math.exp,
  abs: Math.abs,
};

/** One value, or one for each channel, of a node whose other axes have one element; `null` where it is none, or follows from inputs. */
export function rowValue(graph: Graph, id: NodeId, weights: Inference['weights'], channels: number): Row | null {
  const names = new Map(graph.state.map(({ name, node }) => [node, name]));
  const value = (at: NodeId): Row | null => {
    const { op, shape, inputs, attrs, dtype } = graph.nodes[at]!;
    const width = shape.at(-1) ?? 1;
    if (dtype !== 'f32' || shape.slice(0, -1).some((n) => n !== 1) || (width !== 1 && width !== channels)) return null;
    if (op === 'constant') return Float64Array.from(attrs.value);
    const name = names.get(at);
    if (name !== undefined) return Float64Array.from(weights[name]!.data);
    const operands = inputs.map(value);
    if (operands.length === 0 || operands.some((x) => x === null)) return null;
    const [a, b] = operands as Row[];
    if (op === 'reshape' || op === 'stopGradient') return a!;
    const [one, two] = [unary[op], binary[op]];
    if (one !== undefined) return a!.map(one);
    if (two === undefined) return null;
    const pick = (x: Row, i: number): number => x[x.length === 1 ? 0 : i]!;
    return Float64Array.from({ length: width }, (_, i) => two(pick(a!, i), pick(b!, i)));
  };
  return value(id);
}
