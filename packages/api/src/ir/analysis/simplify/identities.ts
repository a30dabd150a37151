/** What an op leaves unchanged or only negates, for every IEEE 754 value: −0, ±∞ and NaN included. So x + 0 is not here (−0 + 0 is 0). */
import type { Ref } from '../../builder.ts';
import { broadcast, sameShape, type Shape } from '../../shape.ts';
import type { Draft, Rewriter, Rule } from './rewriter.ts';

/** Applies the laws of the table to a draft. */
export const identities: Rule = (draft, r) => {
  const law = laws[draft.op] as ((draft: Draft, r: Rewriter) => Ref | null) | undefined;
  return law?.(draft, r) ?? null;
};

type Laws = { readonly [O in Draft['op']]?: (draft: Extract<Draft, { op: O }>, r: Rewriter) => Ref | null };

const laws: Laws = {
  add: ({ inputs: [x, y] }, r) => neutral(x!, y!, -0, r) ?? neutral(y!, x!, -0, r),
  sub: ({ inputs: [x, y] }, r) => neutral(x!, y!, 0, r),
  mul: ({ inputs: [x, y] }, r) =>
    neutral(x!, y!, 1, r) ?? neutral(y!, x!, 1, r) ?? negated(neutral(x!, y!, -1, r) ?? neutral(y!, x!, -1, r), r),
  div: ({ inputs: [x, y] }, r) => neutral(x!, y!, 1, r),
  pow: ({ inputs: [x, y] }, r) => neutral(x!, y!, 1, r),
  neg: ({ op, inputs: [x] }, r) => inverse(op, x!, r),
  not: ({ op, inputs: [x] }, r) => inverse(op, x!, r),
  abs: repeated,
  sign: repeated,
  floor: repeated,
  ceil: repeated,
  round: repeated,
  stopGradient: repeated,
  select: ({ inputs: [condition, x, y] }, r) => {
    const taken = r.filledWith(condition!);
    const side = x!.id === y!.id || taken === 1 ? x! : taken === 0 ? y! : null;
    return side && widened(side, broadcast(condition!.shape, broadcast(x!.shape, y!.shape)!)!, r);
  },
  cast: ({ inputs: [x], attrs: { dtype } }) => (x!.dtype === dtype ? x! : null),
  reshape: ({ inputs: [x], attrs: { shape } }, r) => {
    if (sameShape(x!.shape, shape)) return x!;
    const inner = r.node(x!);
    return inner.op === 'reshape' ? r.write('reshape', [r.b.ref(inner.inputs[0]!)], { shape }) : null;
  },
  broadcastTo: ({ inputs: [x], attrs: { shape } }, r) => {
    if (sameShape(x!.shape, shape)) return x!;
    const inner = r.node(x!);
    return inner.op === 'broadcastTo' ? r.write('broadcastTo', [r.b.ref(inner.inputs[0]!)], { shape }) : null;
  },
  transpose: ({ inputs: [x], attrs: { perm } }, r) => {
    if (perm.every((axis, i) => axis === i)) return x!;
    const inner = r.node(x!);
    if (inner.op !== 'transpose') return null;
    return r.write('transpose', [r.b.ref(inner.inputs[0]!)], { perm: perm.map((axis) => inner.attrs.perm[axis]!) });
  },
  slice: ({ inputs: [x], attrs: { sizes } }) => (sameShape(x!.shape, sizes) ? x! : null),
  pad: ({ inputs: [x], attrs: { before, after } }) => ([...before, ...after].every((n) => n === 0) ? x! : null),
  concat: ({ inputs }) => (inputs.length === 1 ? inputs[0]! : null),
  reduceMax: ({ inputs: [x], attrs: { axes } }) => (axes.length === 0 ? x! : null),
  reduceMin: ({ inputs: [x], attrs: { axes } }) => (axes.length === 0 ? x! : null),
};

/** `x`, when `y` is a constant full of the op's neutral element and does not make the result larger. */
function neutral(x: Ref, y: Ref, element: number, r: Rewriter): Ref | null {
  const value = r.filledWith(y);
  const wanted = y.dtype === 'f32' ? element : element + 0;
  return value !== undefined && Object.is(value, wanted) && sameShape(broadcast(x.shape, y.shape)!, x.shape) ? x : null;
}

function negated(x: Ref | null, r: Rewriter): Ref | null {
  return x && r.write('neg', [x], {});
}

/** The operand of the operand, when both are the same op and it is its own inverse. */
function inverse(op: 'neg' | 'not', x: Ref, r: Rewriter): Ref | null {
  const inner = r.node(x);
  return inner.op === op ? r.b.ref(inner.inputs[0]!) : null;
}

/** The operand, when a second time changes nothing. */
function repeated({ op, inputs: [x] }: Draft, r: Rewriter): Ref | null {
  return r.node(x!).op === op ? x! : null;
}

function widened(x: Ref, shape: Shape, r: Rewriter): Ref {
  return sameShape(x.shape, shape) ? x : r.write('broadcastTo', [x], { shape });
}
