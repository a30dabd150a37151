/** Graphs made faster in ways that are wrong. */
import type { Node } from '@bernoulli/api/ir';
import { rewriting, type Mutant } from './mutant.ts';

const job = /^journeys\/(alike|x · 0|inverse|NaN|draws of one key|odd|one node)/;

function constant(node: Node, value: number): Partial<Record<keyof Node, unknown>> {
  const length = node.shape.reduce((n, m) => n * m, 1);
  const data =
    node.dtype === 'bool'
      ? new Uint8Array(length)
      : node.dtype === 'i32'
        ? new Int32Array(length)
        : new Float32Array(length);
  return {
    op: 'constant',
    inputs: Object.freeze([]),
    attrs: Object.freeze({ value: data.fill(value), shape: node.shape }),
  };
}

const isZero = (node: Node | undefined): boolean => node?.op === 'constant' && node.attrs.value.every((v) => v === 0);

/** A node of an op whose operands are one value, or of which one is zero, by a constant. */
const laws: readonly Mutant[] = (
  [
    ['x − x is 0', 'sub', 0],
    ['x / x is 1', 'div', 1],
    ['x = x is true', 'equal', 1],
    ['x ≠ x is false', 'notEqual', 0],
    ['x ≤ x is true', 'lessEqual', 1],
    ['x ≥ x is true', 'greaterEqual', 1],
  ] as const
).map(([name, op, value]) => ({
  name,
  job,
  make: () =>
    rewriting((node) =>
      node.op === op && node.inputs[0] === node.inputs[1] && node.dtype !== 'i32' ? constant(node, value) : null,
    ),
}));

const zeros: readonly Mutant[] = [
  {
    name: 'x · 0 is 0',
    job,
    make: () =>
      rewriting((node, _, { nodes }) =>
        node.op === 'mul' && node.inputs.some((i) => isZero(nodes[i])) ? constant(node, 0) : null,
      ),
  },
  {
    name: '0 / x is 0',
    job,
    make: () =>
      rewriting((node, _, { nodes }) =>
        node.op === 'div' && isZero(nodes[node.inputs[0]!]) ? constant(node, 0) : null,
      ),
  },
  {
    name: 'x + −x is 0',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        if (node.op !== 'add') return null;
        const second = nodes[node.inputs[1]!]!;
        return second.op === 'neg' && second.inputs[0] === node.inputs[0] ? constant(node, 0) : null;
      }),
  },
  {
    name: 'not x < c is x ≥ c',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        const inner = nodes[node.inputs[0]!];
        return node.op === 'not' && inner?.op === 'less' ? { op: 'greaterEqual', inputs: inner.inputs } : null;
      }),
  },
  {
    name: 'two casts are one',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        const inner = nodes[node.inputs[0]!];
        if (node.op !== 'cast' || inner?.op !== 'cast') return null;
        const from = inner.inputs[0]!;
        return nodes[from]!.dtype === node.dtype ? from : null;
      }),
  },
  {
    name: 'two turns of three axes are none',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        const inner = nodes[node.inputs[0]!];
        return node.op === 'transpose' &&
          inner?.op === 'transpose' &&
          nodes[inner.inputs[0]!]!.shape.join() === node.shape.join()
          ? inner.inputs[0]!
          : null;
      }),
  },
  {
    name: 'a choice is a product',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        if (node.op !== 'select') return null;
        const other = nodes[node.inputs[2]!]!;
        return other.op === 'constant' && [...other.attrs.value].every(Number.isNaN) ? constant(node, NaN) : null;
      }),
  },
  {
    name: 'min(max(x, a), b) in the other order',
    job,
    make: () =>
      rewriting((node, _, { nodes }) => {
        const inner = nodes[node.inputs[0]!];
        if (node.op !== 'minimum' || inner?.op !== 'maximum') return null;
        const [low, high] = [nodes[inner.inputs[1]!], nodes[node.inputs[1]!]];
        if (low?.op !== 'constant' || high?.op !== 'constant') return null;
        return low.attrs.value[0]! > high.attrs.value[0]! ? constant(node, low.attrs.value[0]!) : null;
      }),
  },
];

/** Nodes of an op on the same operands are one, whatever their attributes. */
function merging(op: string, ordered = true): Mutant {
  return {
    name: ordered ? `one ${op} for all attributes` : `one ${op} for both orders of its operands`,
    job,
    make: () => {
      return rewriting((node, id, { nodes }) => {
        if (node.op !== op) return null;
        const key = (other: Node): string => (ordered ? other.inputs : other.inputs.toSorted((p, q) => p - q)).join();
        const first = nodes.findIndex(
          (other, at) =>
            at < id &&
            other.op === op &&
            key(other) === key(node) &&
            other.dtype === node.dtype &&
            other.shape.join() === node.shape.join(),
        );
        return first < 0 ? null : first;
      });
    },
  };
}

/** Constants of the same numbers are one, whatever else. */
const constants = (same: (a: Node, b: Node) => boolean, name: string): Mutant => ({
  name,
  job,
  make: () =>
    rewriting((node, id, { nodes }) => {
      if (node.op !== 'constant') return null;
      const first = nodes.findIndex((other, at) => at < id && other.op === 'constant' && same(other, node));
      return first < 0 ? null : first;
    }),
});

const values = (node: Node): readonly number[] => (node.op === 'constant' ? [...node.attrs.value] : []);

export const folding: readonly Mutant[] = [
  ...laws,
  ...zeros,
  ...[
    'slice',
    'pad',
    'transpose',
    'gather',
    'iota',
    'reduceSum',
    'reduceMax',
    'argMax',
    'matMul',
    'scatterAdd',
    'conv',
  ].map((op) => merging(op)),
  ...['sub', 'less', 'select', 'concat', 'matMul'].map((op) => merging(op, false)),
  constants(
    (a, b) =>
      a.shape.join() === b.shape.join() &&
      a.dtype === b.dtype &&
      values(a).length === values(b).length &&
      values(a)[0] === values(b)[0],
    'constants by their first number',
  ),
];
