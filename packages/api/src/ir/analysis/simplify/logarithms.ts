/**
 * Logarithms of probabilities, taken of what the probabilities were made of, which never rounds to 0 or 1:
 *
 * - log(softmax(x)) is logSoftmax(x);
 * - log(sigmoid(x)) is −log(1 + e^−x), and log(1 − sigmoid(x)) is −log(1 + eˣ).
 *
 * A logarithm keeps order, so it also passes through clips: log(min(max(p, lo), hi)) is min(max(log p, log lo), log hi)
 * for constants above 0; and log(1 − min(max(p, lo), hi)) is max(min(log(1 − p), log(1 − lo)), log(1 − hi)) for
 * constants below 1. What a clip holds still has gradient 0, as before.
 */
import type { Ref } from '../../builder.ts';
import { broadcast, sameShape } from '../../shape.ts';
import type { Rewriter, Rule } from './rewriter.ts';

/** Rewrites `log`, when its operand is softmax, sigmoid or 1 − sigmoid under any number of clips. */
export const logarithms: Rule = ({ op, inputs }, r) => (op === 'log' ? log.of(inputs[0]!, r) : null);

/** A function of a probability. */
interface Logarithm {
  /** The function of what a reference holds, where there is a stable form of it. */
  readonly of: (p: Ref, r: Rewriter) => Ref | null;
  readonly ofNumber: (p: number) => number;
  /** What becomes of a clip under it. */
  readonly clips: { readonly minimum: Clip; readonly maximum: Clip };
}

type Clip = 'minimum' | 'maximum';

const log: Logarithm = {
  of(p, r) {
    const { op, inputs } = r.node(p);
    const [x, y] = inputs.map((i) => r.b.ref(i));
    if (op === 'softmax') return r.write('logSoftmax', [x!], {});
    if (op === 'sigmoid') return r.write('sub', [r.write('minimum', [zero(r), x!], {}), tail(x!, r)], {});
    if (op === 'sub') return r.filledWith(x!) === 1 && fits(x!, y!) ? logOfRest.of(y!, r) : null;
    return throughClip(p, log, r);
  },
  ofNumber: Math.log,
  clips: { minimum: 'minimum', maximum: 'maximum' },
};

/** log(1 − p). */
const logOfRest: Logarithm = {
  of(p, r) {
    const { op, inputs } = r.node(p);
    if (op !== 'sigmoid') return throughClip(p, logOfRest, r);
    const x = r.b.ref(inputs[0]!);
    return r.write('sub', [r.write('minimum', [r.write('neg', [x], {}), zero(r)], {}), tail(x, r)], {});
  },
  ofNumber: (p) => Math.log1p(-p),
  clips: { minimum: 'maximum', maximum: 'minimum' },
};

/**
 * log(1 + e^−|x|), which −log(1 + e^∓x) is below min(±x, 0). Where operands tie a gradient goes to the second one: at 0 that
 * of this is 1/2, and the least of 0 and x has 1, that of −x and 0 has 0. So the sums have 1/2 and −1/2.
 */
function tail(x: Ref, r: Rewriter): Ref {
  const distance = r.write('minimum', [r.write('neg', [x], {}), x], {});
  return r.write('log1p', [r.write('exp', [distance], {})], {});
}

function zero(r: Rewriter): Ref {
  return r.constantOf(Float32Array.of(0), []);
}

function throughClip(p: Ref, logarithm: Logarithm, r: Rewriter): Ref | null {
  const { op, inputs } = r.node(p);
  if (op !== 'minimum' && op !== 'maximum') return null;
  const [a, b] = inputs.map((i) => r.b.ref(i));
  return clipped(a!, b!, true) ?? clipped(b!, a!, false);

  function clipped(bound: Ref, other: Ref, first: boolean): Ref | null {
    const value = r.constant(bound);
    if (!(value instanceof Float32Array) || !fits(bound, other)) return null;
    const logs = value.map(logarithm.ofNumber);
    const inner = logs.every(Number.isFinite) ? logarithm.of(other, r) : null;
    if (inner === null) return null;
    const logBound = r.constantOf(logs, bound.shape);
    return r.write(logarithm.clips[op as Clip], first ? [logBound, inner] : [inner, logBound], {});
  }
}

/** True for what does not make `other` larger where it meets it. */
function fits(constant: Ref, other: Ref): boolean {
  return sameShape(broadcast(constant.shape, other.shape)!, other.shape);
}
