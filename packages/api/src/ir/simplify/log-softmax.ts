/**
 * log(softmax(x)) is logSoftmax(x), which does not underflow. A logarithm keeps order, so it also passes through clips:
 * log(min(max(softmax(x), lo), hi)) is min(max(logSoftmax(x), log lo), log hi) for positive constants.
 */
import type { Ref } from '../builder.ts';
import { broadcast, sameShape } from '../shape.ts';
import type { Rewriter, Rule } from './rewriter.ts';

/** Rewrites `log`, when its operand is softmax under any number of clips. */
export const logSoftmax: Rule = ({ op, inputs }, r) => (op === 'log' ? logOf(inputs[0]!, r) : null);

function logOf(x: Ref, r: Rewriter): Ref | null {
  const node = r.node(x);
  if (node.op === 'softmax') return r.write('logSoftmax', [r.b.ref(node.inputs[0]!)], {});
  if (node.op !== 'minimum' && node.op !== 'maximum') return null;
  const [a, b] = node.inputs.map((i) => r.b.ref(i));
  const first = logOfBound(a!, b!, r);
  const second = logOfBound(b!, a!, r);
  if (first === null && second === null) return null;
  const inner = logOf(first === null ? a! : b!, r);
  if (inner === null) return null;
  return r.write(node.op, first === null ? [inner, second!] : [first, inner], {});
}

/** The logarithm of a constant that clips `other` from one side; `null` when it is no such thing. */
function logOfBound(bound: Ref, other: Ref, r: Rewriter): Ref | null {
  const value = r.constant(bound);
  if (!(value instanceof Float32Array) || !value.every((v) => v > 0)) return null;
  if (!sameShape(broadcast(bound.shape, other.shape)!, other.shape)) return null;
  return r.constantOf(value.map(Math.log), bound.shape);
}
