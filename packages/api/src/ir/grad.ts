/** Gradients are ordinary graphs: reverse accumulation, writing each op's own gradient rule behind the program. */
import type { GraphBuilder, Ref } from './builder.ts';
import { fail } from './errors.ts';
import type { Node, NodeId } from './graph.ts';
import { sameLoop } from './loop.ts';
import type { GradientRule } from './op.ts';
import { ops } from './ops/index.ts';
import { printShape, sameShape } from './shape.ts';
import { SideBySide } from './side-by-side.ts';

/**
 * Writes the gradient of `loss` with respect to each of `wrt`: references of the same shapes, in the same order.
 *
 * The nodes are written after the program's own, under the site of the node they differentiate, and may be differentiated
 * again. Only what lies between `wrt` and the loss is visited. Where nothing flows the gradient is zero.
 *
 * @param loss An `f32` scalar.
 * @param wrt Any `f32` nodes, not only inputs.
 * @throws BernoulliError `DTYPE` or `SHAPE` when the loss is not an `f32` scalar, `DTYPE` when one of `wrt` is not `f32`.
 * @example
 * ```ts
 * import { GraphBuilder, gradients } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', [3]);
 * const [dx] = gradients(b, b.reduceSum(b.mul(x, x)), [x]);
 * dx!.shape; // => [3]
 * ```
 */
export function gradients(b: GraphBuilder, loss: Ref, wrt: readonly Ref[]): Ref[] {
  if (loss.dtype !== 'f32') fail('DTYPE', { who: 'gradients', what: 'the loss must be f32', received: loss.dtype });
  if (loss.shape.length > 0)
    fail('SHAPE', { who: 'gradients', what: 'the loss must be a scalar', received: printShape(loss.shape) });
  for (const { dtype } of wrt)
    if (dtype !== 'f32') fail('DTYPE', { who: 'gradients', what: 'only f32 values have gradients', received: dtype });

  const site = b.site;
  const leads = pathsFrom(b, wrt, loss.id);
  const sideBySide = new SideBySide(b, leads);
  const loops = firstOfLoops(b, leads);
  const waiting = new Map<NodeId, Flow[]>();
  const sums = new Map<NodeId, Ref>();
  const addTo = (id: NodeId, part: Ref): void => {
    const sum = sums.get(id);
    sums.set(id, sum === undefined ? part : b.add(sum, part));
  };
  if (leads.has(loss.id)) sums.set(loss.id, b.scalar(1));
  for (let id = loss.id; id >= 0; id--) {
    const node = b.at(id);
    b.site = node.site;
    for (const part of sideBySide.gradientsOf(id)) addTo(id, part);
    const upstream = sums.get(id);
    const first = loops.get(id) ?? id;
    const flows = waiting.get(id) ?? [];
    if (upstream !== undefined) flows.unshift({ attrs: node.attrs, upstream });
    const [flow, ...siblings] = flows;
    if (flow === undefined || !node.inputs.some((i) => leads.has(i)) || sideBySide.holds(id, flow.upstream)) continue;
    if (first !== id) {
      waiting.set(first, [...(waiting.get(first) ?? []), flow]);
      continue;
    }
    const parts = applyRule(b, node, b.ref(id), flow, siblings);
    node.inputs.forEach((input, i) => {
      const part = parts[i];
      if (!part || !leads.has(input)) return;
      if (!sameShape(part.shape, b.at(input).shape))
        fail('SHAPE', {
          who: node.op,
          what: `its gradient ${i} has the wrong shape`,
          received: printShape(part.shape),
        });
      addTo(input, part);
    });
  }
  b.site = site;
  return wrt.map(({ id, shape }) => sums.get(id) ?? b.broadcastTo(b.scalar(0), shape));
}

/** The nodes up to `end` that depend on one of `wrt` by a way that a gradient can take. */
function pathsFrom(b: GraphBuilder, wrt: readonly Ref[], end: NodeId): ReadonlySet<NodeId> {
  const leads = new Set(wrt.map((r) => r.id));
  for (let id = 0; id <= end; id++) {
    const { op, dtype, inputs } = b.at(id);
    if (dtype === 'f32' && ops[op].gradient !== null && inputs.some((i) => leads.has(i))) leads.add(id);
  }
  return leads;
}

/** A gradient that comes through a node. */
interface Flow {
  readonly attrs: unknown;
  readonly upstream: Ref;
}

/** For each node of a loop, the first one of that loop: when it is reached, all gradients of the loop's results are there. */
function firstOfLoops(b: GraphBuilder, ids: Iterable<NodeId>): ReadonlyMap<NodeId, NodeId> {
  const first = new Map<string, NodeId>();
  const loops = new Map<NodeId, NodeId>();
  for (const id of [...ids].sort((p, q) => p - q)) {
    const node = b.at(id);
    if (node.op !== 'scan') continue;
    const key = sameLoop(node.inputs, node.attrs);
    if (!first.has(key)) first.set(key, id);
    loops.set(id, first.get(key)!);
  }
  return loops;
}

function applyRule(
  b: GraphBuilder,
  node: Node,
  output: Ref,
  { attrs, upstream }: Flow,
  siblings: readonly Flow[],
): readonly (Ref | null)[] {
  const rule = ops[node.op].gradient as GradientRule<unknown> | null;
  if (rule === null) return [];
  const inputs = node.inputs.map((i) => b.ref(i));
  return rule({ b, inputs, attrs, output, upstream, siblings, gradients });
}
