/** `Scan`: a loop over the places of axes, one of ours where its body allows it, or unrolled. */
import type { Tensor } from '@bernoulli/api';
import type { StoredGraph } from '../../proto/stored-model.ts';
import { asValue } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';
import { boundLoop, MOST_ROUNDS } from './bound-loop.ts';
import { stacked } from './stacked.ts';

interface ScanPlan {
  readonly body: StoredGraph;
  readonly states: readonly Value[];
  readonly xs: readonly Value[];
  readonly inAxes: readonly number[];
  readonly outAxes: readonly number[];
  /** 1 where an operand is read, or a result written, from the last step to the first. */
  readonly inTurned: readonly number[];
  readonly outTurned: readonly number[];
}

function scan(c: NodeCall): Value[] {
  if (c.opset < 9) return scanOfRows(c);
  const body = c.graph('body');
  const count = c.int('num_scan_inputs') ?? unsupported('no num_scan_inputs');
  const { states, xs, scannedOut } = operandsOf(body, c.all(), count);
  const list = (name: string, length: number): readonly number[] => {
    const given = c.ints(name) ?? Array.from({ length }, () => 0);
    return given.length === length ? given : unsupported(`${given.length} ${name} for ${length}`);
  };
  const [inAxes, outAxes] = [list('scan_input_axes', count), list('scan_output_axes', scannedOut)];
  const [inTurned, outTurned] = [list('scan_input_directions', count), list('scan_output_directions', scannedOut)];
  return scanned(c, { body, states, xs, inAxes, outAxes, inTurned, outTurned });
}

function operandsOf(
  body: StoredGraph,
  all: readonly Value[],
  count: number,
): { readonly states: readonly Value[]; readonly xs: readonly Value[]; readonly scannedOut: number } {
  const states = all.length - count;
  const scannedOut = body.outputs.length - states;
  if (count < 1 || states < 0 || scannedOut < 0)
    unsupported(`num_scan_inputs = ${count} with ${all.length} operands and ${body.outputs.length} results`);
  return { states: all.slice(0, states), xs: all.slice(states), scannedOut };
}

/** Rows that are read one by one. */
const MOST_ROWS = 256;

/** Before opset 9, a batch stood in front of all, and the body saw one row. */
function scanOfRows(c: NodeCall): Value[] {
  const body = c.graph('body');
  const count = c.int('num_scan_inputs') ?? unsupported('no num_scan_inputs');
  if (c.optional(0) !== undefined) unsupported('rows of different lengths');
  const operands = Array.from({ length: c.node.inputs.length - 1 }, (_, i) => c.input(i + 1));
  const { states, xs, scannedOut } = operandsOf(body, operands, count);
  const inTurned = c.ints('directions') ?? xs.map(() => 0);
  const rows = xs[0]!.shape[0] ?? 0;
  if (inTurned.length !== count || operands.some(({ shape }) => shape[0] !== rows))
    unsupported('operands that do not belong together');
  if (rows < 1 || rows > MOST_ROWS) unsupported('a number of rows that is open, or too large');
  const none = Array.from({ length: scannedOut }, () => 0);
  const made = Array.from({ length: rows }, (_, row) => {
    const own = ({ tensor, type }: Value): Value => Value.of(step(tensor, 0, row), type);
    const inAxes = xs.map(() => 0);
    return scanned(c, {
      body,
      states: states.map(own),
      xs: xs.map(own),
      inAxes,
      outAxes: none,
      inTurned,
      outTurned: none,
    });
  });
  return made[0]!.map((_, k) => stacked(made.map((outputs) => outputs[k]!)));
}

function scanned(c: NodeCall, { body, states, xs, inAxes, outAxes, inTurned, outTurned }: ScanPlan): Value[] {
  const axes = inAxes.map((axis, k) => (axis < 0 ? axis + xs[k]!.rank : axis));
  const steps = xs[0]!.shape[axes[0]!]!;
  const turns = new Set([...inTurned, ...outTurned]);
  const bound =
    steps !== 0 && turns.size === 1
      ? boundLoop(c, body, {
          carried: states,
          read: xs.map(({ tensor, type }, k) => Value.of(axisTo(tensor, axes[k]!, 0), type)),
          step: (carried, read) => c.around.runGraph(body, [...carried, ...read]).map(asValue),
          reverse: turns.has(1),
        })
      : undefined;
  if (bound !== undefined)
    return bound.map((value, i) => {
      const axis = i < states.length ? 0 : outAxes[i - states.length]!;
      return axis === 0 ? value : Value.of(axisTo(value.tensor, 0, axis < 0 ? axis + value.rank : axis), value.type);
    });
  if (steps < 0 || steps > MOST_ROUNDS) unsupported('a number of steps that is open, or too large');
  let carried = states;
  const rounds: Value[][] = [];
  for (let i = 0; i < steps; i++) {
    const now = xs.map(({ tensor, type }, k) =>
      Value.of(step(tensor, axes[k]!, inTurned[k] === 1 ? steps - 1 - i : i), type),
    );
    const made = c.around.runGraph(body, [...carried, ...now]).map(asValue);
    carried = made.slice(0, states.length);
    rounds.push(made.slice(states.length));
  }
  const outputs = outAxes.map((given, k) => {
    const values = rounds.map((round) => round[k]!);
    const rank = (values[0]?.rank ?? 0) + 1;
    return stacked(outTurned[k] === 1 ? values.reverse() : values, given < 0 ? given + rank : given);
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

export const scanLoops: Readonly<Record<string, Operator>> = { Scan: scan };
