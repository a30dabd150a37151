/** Branches and loops, where what they hang on is known: a branch is taken, a loop is one of ours, or unrolled. */
import { concat, Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import type { StoredGraph } from '../../proto/stored-model.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';
import { boundLoop } from './bound-loop.ts';

/** Rounds that are unrolled. */
const MOST_ROUNDS = 10_000;
/** Steps of a loop of ours, whose results lie side by side. */
const MOST_STEPS = 1 << 20;

function branch(c: NodeCall): Value[] {
  const isTaken = c.input(0).scalar('the condition') !== 0;
  const [then, otherwise] = [c.graph('then_branch'), c.graph('else_branch')];
  return c.around.runGraph(isTaken ? then : otherwise, []);
}

/** What rounds gave, one after the other along a new first axis. */
function stacked(values: readonly Value[], axis = 0): Value {
  const first = values[0] ?? unsupported('a loop of no rounds that gives values of each');
  const parts = values.map(({ tensor }) =>
    tensor.reshape([...tensor.shape.slice(0, axis), 1, ...tensor.shape.slice(axis)]),
  );
  return Value.of(concat(parts, axis), first.type);
}

function loop(c: NodeCall): Value[] {
  const body = c.graph('body');
  const [limit, start] = [c.optional(0), c.optional(1)];
  const bound = limit && counting(c, body, limit, start);
  if (bound !== undefined) return bound;
  const most = limit === undefined ? MOST_ROUNDS : limit.scalar('how often it goes round');
  const carriedCount = body.inputs.length - 2;
  let carried = Array.from({ length: carriedCount }, (_, i) => c.input(i + 2));
  let goesOn = start === undefined || start.scalar('the condition') !== 0;
  const rounds: Value[][] = [];
  let condition = c.known('bool', [], Uint8Array.of(Number(goesOn)));
  for (let i = 0; goesOn && i < most; i++) {
    if (i >= MOST_ROUNDS) unsupported(`more than ${MOST_ROUNDS} rounds`);
    const made = c.around.runGraph(body, [c.known('int64', [], Float64Array.of(i)), condition, ...carried]);
    condition = made[0] ?? unsupported('a body without a condition');
    carried = made.slice(1, carriedCount + 1);
    rounds.push(made.slice(carriedCount + 1));
    goesOn = condition.scalar('the condition') !== 0;
  }
  const scanned = body.outputs.length - carriedCount - 1;
  return [...carried, ...Array.from({ length: scanned }, (_, k) => stacked(rounds.map((round) => round[k]!)))];
}

/** A loop that goes round so often as is known, or as an open size says, and whose condition says so too. */
function counting(c: NodeCall, body: StoredGraph, limit: Value, start: Value | undefined): Value[] | undefined {
  const isOpen = limit.sizes?.length === 1 && limit.sizes[0]! < 0;
  const rounds = isOpen ? limit.sizes[0]! : (limit.tryNumbers()?.[0] ?? 0);
  const goesOn = start === undefined ? 1 : start.tryNumbers()?.[0];
  if (!(isOpen || (rounds > 1 && rounds <= MOST_STEPS)) || goesOn !== 1 || body.inputs.length < 2) return undefined;
  const { b } = c.around.like;
  return boundLoop(c, body, {
    carried: Array.from({ length: body.inputs.length - 2 }, (_, i) => c.input(i + 2)),
    read: [Value.of(new Tensor(b, b.iota([rounds], 0)), 'int64')],
    step: (carried, [i]) => {
      const [condition, ...made] = c.around.runGraph(body, [i!, c.known('bool', [], Uint8Array.of(1)), ...carried]);
      if (condition?.tryNumbers()?.[0] !== 1) unsupported('a condition that a run decides');
      return made;
    },
  });
}

function scan(c: NodeCall): Value[] {
  if (c.opset < 9) unsupported('Scan before opset 9');
  const body = c.graph('body');
  const count = c.int('num_scan_inputs') ?? unsupported('no num_scan_inputs');
  const all = c.all();
  const states = all.length - count;
  const scannedOut = body.outputs.length - states;
  if (count < 1 || states < 0 || scannedOut < 0)
    unsupported(`num_scan_inputs = ${count} with ${all.length} operands and ${body.outputs.length} results`);
  const list = (name: string, length: number): readonly number[] => {
    const given = c.ints(name) ?? Array.from({ length }, () => 0);
    return given.length === length ? given : unsupported(`${given.length} ${name} for ${length}`);
  };
  const [inAxes, outAxes] = [list('scan_input_axes', count), list('scan_output_axes', scannedOut)];
  const [inTurned, outTurned] = [list('scan_input_directions', count), list('scan_output_directions', scannedOut)];
  const xs = all.slice(states);
  const axes = inAxes.map((axis, k) => (axis < 0 ? axis + xs[k]!.rank : axis));
  const steps = xs[0]!.shape[axes[0]!]!;
  const turns = new Set([...inTurned, ...outTurned]);
  const bound =
    steps !== 0 && turns.size === 1
      ? boundLoop(c, body, {
          carried: all.slice(0, states),
          read: xs.map(({ tensor, type }, k) => Value.of(axisTo(tensor, axes[k]!, 0), type)),
          step: (carried, read) => c.around.runGraph(body, [...carried, ...read]),
          reverse: turns.has(1),
        })
      : undefined;
  if (bound !== undefined)
    return bound.map((value, i) => {
      const axis = i < states ? 0 : outAxes[i - states]!;
      return axis === 0 ? value : Value.of(axisTo(value.tensor, 0, axis < 0 ? axis + value.rank : axis), value.type);
    });
  if (steps < 0 || steps > MOST_ROUNDS) unsupported('a number of steps that is open, or too large');
  let carried = all.slice(0, states);
  const rounds: Value[][] = [];
  for (let i = 0; i < steps; i++) {
    const now = xs.map(({ tensor, type }, k) =>
      Value.of(step(tensor, axes[k]!, inTurned[k] === 1 ? steps - 1 - i : i), type),
    );
    const made = c.around.runGraph(body, [...carried, ...now]);
    carried = made.slice(0, states);
    rounds.push(made.slice(states));
  }
  const outputs = Array.from({ length: scannedOut }, (_, k) => {
    const values = rounds.map((round) => round[k]!);
    const rank = (values[0]?.rank ?? 0) + 1;
    const axis = outAxes[k]! < 0 ? outAxes[k]! + rank : outAxes[k]!;
    return stacked(outTurned[k] === 1 ? values.reverse() : values, axis);
  });
  return [...carried, ...outputs];
}

/** An axis put elsewhere, the others in their order. */
function axisTo(x: Tensor, from: number, to: number): Tensor {
  if (from === to) return x;
  const others = [...x.shape.keys()].filter((axis) => axis !== from);
  return x.transpose([...others.slice(0, to), from, ...others.slice(to)]);
}

/** One place of an axis, without it. */
function step(x: Tensor, axis: number, at: number): Tensor {
  return part(x, axis, at, 1).reshape(x.shape.filter((_, i) => i !== axis));
}

export const controls: Readonly<Record<string, Operator>> = {
  If: branch,
  Loop: loop,
  Scan: scan,
  // A tensor is an optional value that is there.
  OptionalHasElement: (c) => c.known('bool', [], Uint8Array.of(Number(c.optional(0) !== undefined))),
  OptionalGetElement: (c) => c.input(0),
};
