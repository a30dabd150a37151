/**
 * log(softmax(x)) is logSoftmax(x), which does not underflow. A logarithm keeps order, so it also passes through clips:
 * log(min(max(softmax(x), lo), hi)) is min(max(logSoftmax(x), log lo), log hi) for positive constants.
 */
import type { Ref } from '../../builder.ts';
import { broadcast, sameShape } from '../../shape.ts';
import type { Rewriter, Rule } from './rewriter.ts';

/** Rewrites `log`, when its operand is softmax under any number of clips. */
export const logSoftmax: Rule = ({ op, inputs }, r) => (op === 'log' ? logOf(inputs[0]!, r) : null);

function logOf(x: Ref, r: Rewriter): Ref | null {
  const node = r.node(x);
  if (node.op === 'softmax') return r.write('logSoftmax', [r.b.ref(node.inputs[0]!)], {});
  if (node.op !== 'minimum' && node.op !== 'maximum') return null;
  const [a, b] = node.inputs.map((i) => r.b.ref(i));
  const bound = isBound(a!, b!, r) ? 0 : isBound(b!, a!, r) ? 1 : null;
  if (bound === null) return null;
  const inner = logOf(bound === 0 ? b! : a!, r);
  if (inner === null) return null;
  const clip = r.b.ref(node.inputs[bound]!);
  const logClip = r.constantOf((r.constant(clip) as Float32Array).map(Math.log), clip.shape);
  return r.write(node.op, bound === 0 ? [logClip, inner] : [inner, logClip], {});
}

/** True for a positive constant that clips `other` without making it larger. */
function isBound(bound: Ref, other: Ref, r: Rewriter): boolean {
  const value = r.constant(bound);
  if (!(value instanceof Float32Array) || !value.every((v) => v > 0)) return false;
  return sameShape(broadcast(bound.shape, other.shape)!, other.shape);
}
