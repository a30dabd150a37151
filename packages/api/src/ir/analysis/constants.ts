/** What is known of a node that is a constant. Anything else is no constant, even if it depends on constants alone. */
import type { Node } from '../graph.ts';

/**
 * True for a constant all of whose elements are `like` that; so for any constant without elements.
 *
 * @example
 * ```ts
 * import { GraphBuilder, isConstant } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const divisor = b.at(b.constant(Float32Array.of(1, 4)).id);
 * isConstant(divisor, (v) => v !== 0); // => true
 * ```
 */
export function isConstant(node: Node, like: (value: number) => boolean): boolean {
  return node.op === 'constant' && node.attrs.value.every(like);
}

/**
 * The one number that a constant is full of, to the bit: −0 is not 0. `undefined` for anything else, also for a constant without
 * elements.
 *
 * @example
 * ```ts
 * import { fillOf, GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * fillOf(b.at(b.constant(Float32Array.of(2, 2)).id)); // => 2
 * ```
 */
export function fillOf(node: Node): number | undefined {
  if (node.op !== 'constant') return undefined;
  const [first] = node.attrs.value;
  return node.attrs.value.every((v) => Object.is(v, first)) ? first : undefined;
}

/**
 * The number that a constant of rank 0 holds; `undefined` for anything else.
 *
 * @example
 * ```ts
 * import { GraphBuilder, scalarOf } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * scalarOf(b.at(b.scalar(3).id)); // => 3
 * ```
 */
export function scalarOf(node: Node): number | undefined {
  return node.shape.length === 0 ? fillOf(node) : undefined;
}
