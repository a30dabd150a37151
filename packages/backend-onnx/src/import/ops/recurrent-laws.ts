/** The step of each recurrent operator. */
import type { Tensor } from '@bernoulli/api';
import type { Operator } from '../node-call.ts';
import { part } from './axes.ts';
import { gate, recurrent, type Law } from './recurrent.ts';

/** The state times its weights, with their bias. */
function fromState(h: Tensor, r: Tensor, bias: Tensor | undefined): Tensor {
  const made = h.matMul(r, { transposeB: true });
  return bias === undefined ? made : made.add(bias);
}

/** h' = f(x W + h R + b). */
const simple: Law = ({ x, h, r, rBias, f, clip }) => ({ h: f[0]!(clip(x.add(fromState(h, r, rBias)))) });

/** Gates in the order z (keep), r (reset), h (candidate). */
const gru: Law = ({ x, h, units, r, rBias, f, clip, call }) => {
  const linear = call.flag('linear_before_reset');
  const rows = (from: number, count: number): Tensor => part(r, 0, from * units, count * units);
  const biases = (from: number, count: number): Tensor | undefined =>
    rBias && part(rBias, 0, from * units, count * units);
  const both = f[0]!(clip(part(x, 1, 0, 2 * units).add(fromState(h, rows(0, 2), biases(0, 2)))));
  const [keep, reset] = [gate(both, 0, units), gate(both, 1, units)];
  const state = linear
    ? reset.mul(fromState(h, rows(2, 1), biases(2, 1)))
    : fromState(reset.mul(h), rows(2, 1), biases(2, 1));
  const candidate = f[1]!(clip(gate(x, 2, units).add(state)));
  return { h: keep.subFrom(1).mul(candidate).add(keep.mul(h)) };
};

/** Gates in the order i (input), o (output), f (forget), c (candidate); peepholes i, o, f. */
const lstm: Law = ({ x, h, c, units, r, rBias, peepholes, f, clip, call }) => {
  const all = x.add(fromState(h, r, rBias));
  const peep = (i: number, cell: Tensor, t: Tensor): Tensor =>
    peepholes === undefined ? t : t.add(cell.mul(part(peepholes, 0, i * units, units)));
  const input = f[0]!(clip(peep(0, c!, gate(all, 0, units))));
  const coupled = call.flag('input_forget');
  const forget = coupled ? input.subFrom(1) : f[0]!(clip(peep(2, c!, gate(all, 2, units))));
  const candidate = f[1]!(clip(gate(all, 3, units)));
  const cell = forget.mul(c!).add(input.mul(candidate));
  const output = f[0]!(clip(peep(1, cell, gate(all, 1, units))));
  return { h: output.mul(f[2]!(cell)), c: cell };
};

export const recurrents: Readonly<Record<string, Operator>> = {
  RNN: recurrent({ gates: 1, activations: ['Tanh'], hasCell: false, law: simple }),
  GRU: recurrent({ gates: 3, activations: ['Sigmoid', 'Tanh'], hasCell: false, law: gru }),
  LSTM: recurrent({ gates: 4, activations: ['Sigmoid', 'Tanh', 'Tanh'], hasCell: true, law: lstm }),
};
