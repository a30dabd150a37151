/** Recurrent layers as loops of ours, over any number of steps: what `RNN`, `GRU` and `LSTM` share, and the law of each step. */
import { concat, Trace, type Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted, part } from './axes.ts';
import { recurrentActivations, type Activation } from './recurrent-activations.ts';

/** What a step is made of, in one direction. */
export interface Cell {
  /** The input of the step, times its weights and with all biases that need no state, `[batch, gates · units]`. */
  readonly x: Tensor;
  readonly h: Tensor;
  readonly c: Tensor | undefined;
  readonly units: number;
  /** Recurrent weights `[gates · units, units]`, and their biases `[gates · units]`. */
  readonly r: Tensor;
  readonly rBias: Tensor | undefined;
  readonly peepholes: Tensor | undefined;
  readonly f: readonly Activation[];
  readonly clip: (x: Tensor) => Tensor;
  readonly call: NodeCall;
}

export type Law = (cell: Cell) => { readonly h: Tensor; readonly c?: Tensor };

export interface RecurrentKind {
  readonly gates: number;
  readonly activations: readonly string[];
  readonly hasCell: boolean;
  readonly law: Law;
}

/** A gate's part of the last axis. */
export function gate(x: Tensor, i: number, units: number): Tensor {
  return part(x, x.rank - 1, i * units, units);
}

interface Sequence {
  /** `[steps, batch, units]`. */
  readonly steps: Tensor;
  readonly h: Tensor;
  readonly c: Tensor | undefined;
}

export function recurrent(kind: RecurrentKind): Operator {
  return (call) => {
    const layout = call.int('layout', 0);
    const direction = call.word('direction', ['forward', 'reverse', 'bidirectional'], 'forward');
    const input = call.tensor(0);
    const x = layout === 1 ? input.transpose([1, 0, 2]) : input;
    const directions = direction === 'bidirectional' ? 2 : 1;
    const units = call.int('hidden_size', call.input(2).shape.at(-1)!);
    if (x.shape[0] === 0) unsupported('0 steps');
    const activations = recurrentActivations(call, kind.activations, directions);
    const runs = Array.from({ length: directions }, (_, d) =>
      sequence(call, kind, { x, d, units, layout, turned: direction === 'reverse' || d === 1, f: activations[d]! }),
    );
    const { type } = call.input(0);
    const outer = layout === 1 ? 1 : 0;
    // Axes of directions: behind the steps in the first output, in front in the others; with layout 1, behind the batch.
    const y = concat(
      runs.map(({ steps }) => steps.reshape([steps.shape[0]!, 1, steps.shape[1]!, units])),
      1,
    );
    const last = (list: readonly Tensor[]): Value =>
      Value.of(
        concat(
          list.map((h) => (outer === 1 ? h.reshape([h.shape[0]!, 1, units]) : h.reshape([1, h.shape[0]!, units]))),
          outer,
        ),
        type,
      );
    const outputs = [Value.of(layout === 1 ? y.transpose([2, 0, 1, 3]) : y, type), last(runs.map(({ h }) => h))];
    return kind.hasCell ? [...outputs, last(runs.map(({ c }) => c!))] : outputs;
  };
}

interface Run {
  /** `[steps, batch, features]`. */
  readonly x: Tensor;
  /** Which direction, by its place in the weights. */
  readonly d: number;
  readonly units: number;
  readonly layout: number;
  readonly turned: boolean;
  readonly f: readonly Activation[];
}

function sequence(call: NodeCall, kind: RecurrentKind, { x, d, units, layout, turned, f }: Run): Sequence {
  const one = (i: number, axis = 0): Tensor | undefined => {
    const value = call.optional(i);
    return value && part(value.tensor, axis, d, 1).reshape(value.shape.filter((_, k) => k !== axis));
  };
  const [count, batch] = x.shape as readonly [number, number];
  const [w, r] = [one(1)!, one(2)!];
  const bias = one(3);
  const width = kind.gates * units;
  const [wBias, rBias] = [bias && part(bias, 0, 0, width), bias && part(bias, 0, width, width)];
  const lengths = call.optional(4)?.tensor;
  const stateAxis = layout === 1 ? 1 : 0;
  // What a file of one row starts with serves every row.
  const first = (i: number): Tensor =>
    (one(i, stateAxis) ?? x.constant(Float32Array.of(0), [])).broadcastTo([batch, units]);
  const peepholes = kind.hasCell ? one(7) : undefined;
  const limit = call.float('clip');
  const clip = (t: Tensor): Tensor => (limit === undefined ? t : t.clip(-limit, limit));
  const inputs = x.matMul(w.transpose([1, 0]));
  const biased = wBias === undefined ? inputs : inputs.add(wBias);
  const { last, all } = Trace.of(x).scan(
    kind.hasCell ? [first(5), first(6)] : [first(5)],
    lengths === undefined ? [biased] : [biased, counted(x, [count], 0)],
    ([h, c], [now, place]) => {
      const next = kind.law({ x: now!, h: h!, c, units, r, rBias, peepholes, f, clip, call });
      if (lengths === undefined) return [next.h, ...(c === undefined ? [] : [next.c!]), next.h];
      const isOn = lengths.greater(place!).reshape([batch, 1]);
      const kept = [next.h.where(isOn, h!), ...(c === undefined ? [] : [next.c!.where(isOn, c)])];
      return [...kept, next.h.where(isOn, 0)];
    },
    { reverse: turned },
  );
  return { steps: all.at(-1)!, h: last[0]!, c: last[1] };
}
