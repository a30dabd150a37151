/** Branches and loops, where what they hang on is known: a branch is taken, a loop is unrolled. */
import { concat, type Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';

/** Rounds that are unrolled. */
const MOST_ROUNDS = 10_000;

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
