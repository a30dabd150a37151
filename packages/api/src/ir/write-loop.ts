/** Writes a loop: its body is read once, by writing its first step, and then cut out of the graph. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { NodeId } from './graph.ts';
import { isCostly, stepOf } from './loop.ts';

export interface LoopRequest {
  /** The first values of what is carried. */
  readonly init: readonly Ref[];
  /** What is read step by step, `[length, …]`. */
  readonly xs: readonly Ref[];
  /**
   * Values from outside of which the body is to differentiate by its own use alone: it is handed others in their place. Any other value
   * from outside can be used as it is.
   */
  readonly shared?: readonly Ref[];
  /** Number of steps. Default: that of what is read. */
  readonly length?: number;
  readonly reverse?: boolean;
  /**
   * Writes one step; gives what is carried next, then other results. `known` says that a value which was written is at hand: what stands for
   * it, one of what is read, is used in its place.
   */
  readonly step: (
    carried: readonly Ref[],
    read: readonly Ref[],
    shared: readonly Ref[],
    known: (value: Ref, at: Ref) => void,
  ) => readonly Ref[];
}

/** Results of a loop, each written when it is asked for. */
export interface WrittenLoop {
  /** A result of all steps, by its number, `[length, …]`. */
  readonly all: (result: number) => Ref;
  /** What is carried after the last step. */
  readonly last: (carried: number) => Ref;
}

/** Larger constants come from outside, so that a loop holds one copy. */
const MOST_ELEMENTS = 1024;

/**
 * What the step's code writes that depends on nothing that changes is not part of the body: it stays outside, and is computed once.
 *
 * @param fresh where the body is written
 */
export function writeLoop(b: GraphBuilder, fresh: GraphBuilder, request: LoopRequest): WrittenLoop {
  const { init, xs, shared = [], reverse = false, step } = request;
  const length = request.length ?? xs[0]!.shape[0]!;
  const start = b.size;
  const alias = (x: Ref): Ref => b.node('stopGradient', [x], {});
  const carried = init.map(alias);
  const read = xs.map((x) => alias(stepOf(b, x, 0)));
  const stands = shared.map(alias);
  const atHand = new Map<NodeId, NodeId>();
  const used = (id: NodeId): NodeId => atHand.get(id) ?? id;
  const results = step(carried, read, stands, (value, at) => atHand.set(value.id, at.id));
  const end = b.size;

  const written = new Map<NodeId, Ref>();
  const varying = new Set([...carried, ...read].map(({ id }) => id));
  for (let id = start; id < end; id++) if (b.at(id).inputs.some((input) => varying.has(input))) varying.add(id);
  const wanted = new Set(results.map(({ id }) => used(id)));
  for (let id = end - 1; id >= start; id--)
    if (wanted.has(id)) for (const input of b.at(id).inputs) wanted.add(used(input));

  // What is made of the stand-ins alone is made of what they stand for.
  const moved = new Map(stands.map(({ id }, i) => [id, shared[i]!.id]));
  for (let id = start; id < end; id++) {
    const { op, inputs, attrs } = b.at(id);
    if (!wanted.has(id) || varying.has(id) || !inputs.some((input) => moved.has(input)) || moved.has(id)) continue;
    const own = inputs.map((input) => b.ref(moved.get(input) ?? input));
    moved.set(id, b.node(op, own, attrs as never).id);
  }

  const operands = init.map((x) => x);
  carried.forEach(({ id, dtype, shape }, i) => written.set(id, fresh.input(`carried${i}`, dtype, shape)));
  const ports = carried.map(({ id }) => written.get(id)!);
  const steps = read.filter(({ id, dtype, shape }, i) => {
    if (!wanted.has(id)) return false;
    written.set(id, fresh.input(`read${i}`, dtype, shape));
    operands.push(xs[i]!);
    return true;
  }).length;
  const outside = (id: NodeId): Ref => {
    const own = moved.get(id) ?? id;
    const known = written.get(own);
    if (known !== undefined) return known;
    const { op, inputs, attrs, dtype, shape } = b.at(own);
    const made = isFixed(b, own)
      ? fresh.node(op, inputs.map(outside), attrs as never)
      : fresh.input(`shared${operands.push(b.ref(own)) - 1}`, dtype, shape);
    written.set(own, made);
    return made;
  };
  for (let id = start; id < end; id++) {
    if (!wanted.has(id) || !varying.has(id) || written.has(id)) continue;
    const { op, inputs, attrs, site } = b.at(id);
    const own = inputs.map((input) => written.get(used(input)) ?? outside(used(input)));
    fresh.site = site;
    written.set(id, fresh.node(op, own, attrs as never));
  }
  const given = results.map(({ id }) => written.get(used(id)) ?? outside(used(id)));
  // A gradient computes a step again, but for what costs most: that is a result, where it asks for it.
  const costly = [...written].flatMap(([id, ref]) => (varying.has(id) && isCostly(b.at(id)) ? [ref] : []));
  const body = fresh.build({
    outputs: Object.fromEntries([
      ...given.slice(init.length).map((ref, i) => [`result${i}`, ref]),
      ...costly.map((ref, i) => [`costly${i}`, ref]),
    ]),
    state: ports.map((node, i) => ({ name: `carried${i}`, node, next: given[i]! })),
  });
  const node = (result: number, final: boolean): Ref =>
    b.node('scan', operands, { body, length, steps, reverse, result, final });
  return { all: (result) => node(result, false), last: (result) => node(result, true) };
}

/** True for what small constants alone are made into, element by element: as cheap to do again as to keep. */
function isFixed(b: GraphBuilder, id: NodeId): boolean {
  const node = b.at(id);
  if (node.op === 'constant') return node.attrs.value.length <= MOST_ELEMENTS;
  return (node.op === 'broadcastTo' || node.op === 'cast') && node.inputs.every((input) => isFixed(b, input));
}
