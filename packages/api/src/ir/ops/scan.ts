/** A loop over the first axis: each step of a body sees its own part of what is read, and what the step before carried on. */
import type { GraphBuilder, Ref } from '../builder.ts';
import { fail } from '../errors.ts';
import type { Graph, NodeId, NodeOf, TensorType } from '../graph.ts';
import { isCostly, resultNodes, sameLoop, stack, stepOf, writeBody, type ScanAttrs } from '../loop.ts';
import type { GradientContext, OpDefinition } from '../op.ts';
import { fillShape, isConcrete, printShape, sameShape } from '../shape.ts';

export const scan: OpDefinition<ScanAttrs> = {
  kind: 'control',
  arity: null,
  infer: (inputs, attrs) => {
    checkLoop(inputs, attrs);
    const { body, length, result, final } = attrs;
    const { dtype, shape } = body.nodes[resultNodes(body)[result]!]!;
    return { dtype, shape: final ? shape : [length, ...shape] };
  },
  zeros: 'none',
  finite: 'none',
  gradient: backwards,
  expand: ({ b, inputs, attrs }) => {
    const { result, final, reverse } = attrs;
    const results = unrolled(b, inputs, attrs);
    const of = results.map((each) => each[result]!);
    return final ? of.at(reverse ? 0 : -1)! : stack(b, of);
  },
};

function checkLoop(inputs: readonly TensorType[], { body, length, steps, result, final }: ScanAttrs): void {
  const who = 'scan';
  const whole = (n: number, least: number, most: number): boolean => Number.isSafeInteger(n) && n >= least && n <= most;
  if (!Number.isSafeInteger(length) || length === 0)
    fail('CONFIG', {
      who,
      what: 'the number of steps must be a whole number from 1 up, or a symbol',
      received: length,
    });
  const [carries, reads] = [body.state.length, body.inputs.length];
  if (body.commit !== null) fail('CONFIG', { who, what: 'the body must have no commit' });
  // Whoever writes a graph anew writes its inputs in this order.
  if (body.inputs.some(({ node }, i) => i > 0 && node < body.inputs[i - 1]!.node))
    fail('CONFIG', { who, what: 'inputs of the body must be in the order of their nodes' });
  if (!whole(steps, 0, reads))
    fail('CONFIG', { who, what: `steps must be a whole number from 0 to ${reads}`, received: steps });
  const results = final ? carries : carries + body.outputs.length;
  if (!whole(result, 0, results - 1))
    fail('CONFIG', { who, what: `result must be a whole number from 0 to ${results - 1}`, received: result });
  if (inputs.length !== carries + reads)
    fail('CONFIG', { who, what: `the body takes ${carries + reads} operands`, received: inputs.length });
  [...body.state, ...body.inputs].forEach(({ name, node }, i) => {
    const want = body.nodes[node]!;
    const shape = i >= carries && i < carries + steps ? [length, ...want.shape] : want.shape;
    if (inputs[i]!.dtype !== want.dtype || !sameShape(inputs[i]!.shape, shape))
      fail('SHAPE', {
        who,
        what: `the operand for ${name} must be ${want.dtype}${printShape(shape)}`,
        received: `${inputs[i]!.dtype}${printShape(inputs[i]!.shape)}`,
      });
  });
}

/**
 * The loop the other way round. A step computes the body again, from what was carried into it, which the loop forwards has kept, as it has
 * what would cost most, products and elementary functions; it
 * carries the gradients of what is carried, and the sums of those of what all steps share. Matrices that steps do nothing with but multiply
 * have no sum: theirs is one product, of all steps, behind the loop.
 */
function backwards(context: GradientContext<ScanAttrs>): (Ref | null)[] {
  const { b, inputs, attrs, upstream, siblings, gradients } = context;
  const { body, length, steps, reverse } = attrs;
  const flows = [{ attrs, upstream }, ...siblings];
  const arriving = flows.filter((flow) => !flow.attrs.final);
  const carries = body.state.length;
  const [init, read, shared] = [
    inputs.slice(0, carries),
    inputs.slice(carries, carries + steps),
    inputs.slice(carries + steps),
  ];
  const before = init.map((_, i) => keptBefore(b, inputs, attrs, i));
  const results = resultNodes(body);
  const kept = [...new Set(results)].flatMap((id) =>
    isCostly(body.nodes[id]!) ? [{ id, result: results.indexOf(id) }] : [],
  );
  const products = shared.map((_, i) => productsWith(body, body.inputs[steps + i]!.node));
  const smooth = (refs: readonly Ref[]): number[] => refs.flatMap(({ dtype }, i) => (dtype === 'f32' ? [i] : []));
  const [carried, other] = [smooth(init), smooth(shared)];
  const summed = other.filter((i) => products[i] === null);
  const multiplied = other.flatMap((i) => products[i] ?? []);
  const zeros = ({ shape }: Ref): Ref => b.broadcastTo(b.scalar(0), shape);
  const lastOf = (i: number): Ref =>
    flows
      .flatMap((flow) => (flow.attrs.final && flow.attrs.result === i ? [flow.upstream] : []))
      .reduce<Ref | null>((sum, g) => (sum === null ? g : b.add(sum, g)), null) ?? zeros(init[i]!);

  const loop = b.scan({
    init: [...carried.map(lastOf), ...summed.map((i) => zeros(shared[i]!))],
    xs: [
      ...arriving.map((flow) => flow.upstream),
      ...before,
      ...read,
      ...kept.map(({ result }) => b.node('scan', inputs, { ...attrs, result, final: false })),
    ],
    shared,
    length,
    reverse: !reverse,
    step: (sums, reads, own, known) => {
      const states = reads.slice(arriving.length, arriving.length + carries);
      const xs = reads.slice(arriving.length + carries, arriving.length + carries + steps);
      const written = writeBody(b, body, [...states, ...xs, ...own]);
      const given = results.map((id) => written[id]!);
      const parts = carried.map((i, k) => b.reduceSum(b.mul(sums[k]!, given[i]!)));
      arriving.forEach((flow, k) => parts.push(b.reduceSum(b.mul(reads[k]!, given[flow.attrs.result]!))));
      const loss = parts.reduce((sum, part) => b.add(sum, part));
      const wanted = [
        ...carried.map((i) => states[i]!),
        ...summed.map((i) => own[i]!),
        ...smooth(read).map((i) => xs[i]!),
        ...multiplied.map((id) => written[id]!),
      ];
      const found = gradients(b, loss, wanted).map((g, k) => {
        const sum = k >= carried.length ? sums[k] : undefined;
        return sum === undefined ? g : b.add(sum, g);
      });
      kept.forEach(({ id }, k) => known(written[id]!, reads[arriving.length + carries + steps + k]!));
      return [...found, ...multiplied.map((id) => written[body.nodes[id]!.inputs[0]!]!)];
    },
  });

  const [ofRead, ofProducts] = [carried.length + summed.length, carried.length + summed.length + smooth(read).length];
  return inputs.map(({ dtype }, at) => {
    if (dtype !== 'f32') return null;
    if (at < carries) return loop.last(carried.indexOf(at));
    if (at < carries + steps) return loop.all(ofRead + smooth(read).indexOf(at - carries));
    const i = at - carries - steps;
    if (products[i] === null) return loop.last(carried.length + summed.indexOf(i));
    return products[i]!.map((id) => {
      const k = multiplied.indexOf(id);
      const first = body.nodes[id]!.inputs[0]!;
      const state = body.state.findIndex(({ node }) => node === first);
      const input = body.inputs.slice(0, steps).findIndex(({ node }) => node === first);
      const factors = before[state] ?? read[input] ?? loop.all(ofProducts + multiplied.length + k);
      return factorGradient(b, body, id, factors, loop.all(ofProducts + k));
    }).reduce((sum, g) => b.add(sum, g));
  });
}

/** What was carried into each step. */
function keptBefore(b: GraphBuilder, inputs: readonly Ref[], attrs: ScanAttrs, carried: number): Ref {
  const { length, reverse } = attrs;
  const { shape } = inputs[carried]!;
  const first = b.reshape(inputs[carried]!, [1, ...shape]);
  if (length === 1) return first;
  const after = b.node('scan', inputs, { ...attrs, result: carried, final: false });
  const rest = b.slice(after, [reverse ? 1 : 0, ...shape.map(() => 0)], [length - 1, ...shape]);
  return b.concat(reverse ? [rest, first] : [first, rest], 0);
}

/** The products in a body whose second factor is a node, where nothing else is done with it; `null` where something is. */
function productsWith(body: Graph, factor: NodeId): NodeId[] | null {
  const users = body.nodes.flatMap(({ inputs }, id) => (inputs.includes(factor) ? [id] : []));
  const given = new Set(resultNodes(body));
  const only = users.every((id) => {
    const node = body.nodes[id]!;
    const [a, w] = node.inputs;
    // Rows of all steps can only be put together where it is known how many there are.
    return node.op === 'matMul' && w === factor && a !== factor && !node.attrs.transposeA && isConcrete(node.shape);
  });
  return only && users.length > 0 && !given.has(factor) && body.nodes[factor]!.shape.length === 2 ? users : null;
}

/** The gradient of the second factor of products, from all first factors and the gradients of all products. */
function factorGradient(b: GraphBuilder, body: Graph, product: NodeId, factors: Ref, upstreams: Ref): Ref {
  const { transposeB } = (body.nodes[product] as NodeOf<'matMul'>).attrs;
  const [x, y] = [factors, upstreams].map((all) => {
    const columns = all.shape.at(-1)!;
    return b.reshape(all, fillShape([null, columns], all.shape));
  });
  return transposeB ? b.matMul(y!, x!, { transposeA: true }) : b.matMul(x!, y!, { transposeA: true });
}

/** By builder and loop, so that the results of a loop are unrolled together. */
const unrolledLoops = new WeakMap<GraphBuilder, Map<string, readonly (readonly Ref[])[]>>();

/** The results of each step, at its place. */
function unrolled(b: GraphBuilder, inputs: readonly Ref[], attrs: ScanAttrs): readonly (readonly Ref[])[] {
  const { body, length, steps, reverse } = attrs;
  const loops = unrolledLoops.get(b) ?? new Map<string, readonly (readonly Ref[])[]>();
  unrolledLoops.set(b, loops);
  const key = sameLoop(
    inputs.map(({ id }) => id),
    attrs,
  );
  const known = loops.get(key);
  if (known !== undefined) return known;
  const carries = body.state.length;
  const results: Ref[][] = [];
  let carried = inputs.slice(0, carries);
  for (let i = 0; i < length; i++) {
    const at = reverse ? length - 1 - i : i;
    const read = inputs.slice(carries, carries + steps).map((x) => stepOf(b, x, at));
    const written = writeBody(b, body, [...carried, ...read, ...inputs.slice(carries + steps)]);
    results[at] = resultNodes(body).map((id) => written[id]!);
    carried = results[at].slice(0, carries);
  }
  loops.set(key, results);
  return results;
}
