/** Operators that add or take away at the ends of axes, or hide parts. */
import { resolveAxis } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { counted, part, pick } from './axes.ts';

/** Where each place of an axis that was made longer takes its element from. */
function sources(size: number, before: number, after: number, mode: 'reflect' | 'edge' | 'wrap'): number[] {
  const turn = 2 * (size - 1);
  return Array.from({ length: Math.max(0, size + before + after) }, (_, i) => {
    const at = i - before;
    if (mode === 'edge') return Math.min(Math.max(at, 0), size - 1);
    if (mode === 'wrap') return ((at % size) + size) % size;
    if (size === 1) return 0;
    const within = ((at % turn) + turn) % turn;
    return within < size ? within : turn - within;
  });
}

/** Zeros, or another number, around; a width below 0 cuts. */
export function padded(
  x: Tensor,
  before: readonly number[],
  after: readonly number[],
  value: number | Tensor = 0,
): Tensor {
  let inner = x;
  x.shape.forEach((size, axis) => {
    const [front, back] = [Math.max(0, -before[axis]!), Math.max(0, -after[axis]!)];
    if (front > 0 || back > 0) inner = part(inner, axis, front, Math.max(0, size - front - back));
  });
  const [front, back] = [before.map((n) => Math.max(0, n)), after.map((n) => Math.max(0, n))];
  if ([...front, ...back].every((n) => n === 0)) return inner;
  if (typeof value === 'number') return inner.pad(front, back, value);
  const isInside = inner.constant(Uint8Array.of(1), []).broadcastTo(inner.shape).pad(front, back, 0);
  return inner.pad(front, back).where(isInside, value);
}

function pad(c: NodeCall): Value {
  const x = c.input(0);
  const mode = c.word('mode', ['constant', 'reflect', 'edge', 'wrap'], 'constant');
  const isOld = c.opset < 11;
  const pads = isOld ? (c.ints('pads') ?? unsupported('no pads')) : Array.from(c.input(1).numbers('its widths'));
  const fill = isOld ? undefined : c.optional(2);
  const given = isOld ? undefined : c.optional(3);
  const axes = (given ? Array.from(given.numbers('its axes')) : [...x.shape.keys()]).map((axis) =>
    resolveAxis(axis, x.rank, 'Pad'),
  );
  const [before, after] = [x.shape.map(() => 0), x.shape.map(() => 0)];
  axes.forEach((axis, i) => {
    before[axis] = pads[i]!;
    after[axis] = pads[i + axes.length]!;
  });
  if (mode !== 'constant')
    return c.same(
      axes.reduce((rest, axis) => {
        if (before[axis] === 0 && after[axis] === 0) return rest;
        if (rest.shape[axis]! < 1) unsupported('an axis of open size, or none');
        if (rest.shape[axis]! + before[axis]! + after[axis]! > 1 << 20) unsupported('more than 2²⁰ places');
        return pick(rest, sources(rest.shape[axis]!, before[axis]!, after[axis]!, mode), axis);
      }, x.tensor),
    );
  const known = isOld ? c.float('value', 0) : fill === undefined ? 0 : fill.tryNumbers()?.[0];
  return c.same(padded(x.tensor, before, after, known ?? fill!.tensor.reshape([])));
}

function centerCropPad(c: NodeCall): Value {
  const x = c.input(0);
  const sizes = Array.from(c.input(1).numbers('its shape'));
  const axes = (c.ints('axes') ?? [...x.shape.keys()]).map((axis) => resolveAxis(axis, x.rank, 'CenterCropPad'));
  return c.same(
    axes.reduce((rest, axis, i) => {
      const [size, wanted] = [rest.shape[axis]!, sizes[i]!];
      if (wanted <= size) return part(rest, axis, Math.floor((size - wanted) / 2), wanted);
      const front = Math.floor((wanted - size) / 2);
      const zeros = rest.shape.map(() => 0);
      return rest.pad(zeros.with(axis, front), zeros.with(axis, wanted - size - front));
    }, x.tensor),
  );
}

function triangle(c: NodeCall): Value {
  const x = c.input(0);
  const k = c.optional(1)?.scalar('the diagonal') ?? 0;
  const isUpper = c.flag('upper', true);
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  if (rows < 0 || columns < 0) unsupported('matrices of open size');
  if (x.shape.includes(0)) return x;
  const distance = counted(x.tensor, [1, columns], 1).sub(counted(x.tensor, [rows, 1], 0));
  const kept = isUpper ? distance.greaterEqual(clamped(k)) : distance.lessEqual(clamped(k));
  const zero = x.dtype === 'bool' ? x.tensor.constant(Uint8Array.of(0), []) : 0;
  return c.same(x.tensor.where(kept, zero));
}

/** A distance beyond all matrices, as the whole numbers here hold it. */
function clamped(k: number): number {
  return Math.min(Math.max(k, -(2 ** 30)), 2 ** 30);
}

function reverseSequence(c: NodeCall): Value {
  const x = c.input(0);
  const [time, batch] = [c.int('time_axis', 0), c.int('batch_axis', 1)];
  const lengths = c.tensor(1);
  if (x.shape[time]! < 0 || x.shape[batch]! < 0) unsupported('an axis of open size');
  if (Math.min(time, batch) !== 0 || Math.max(time, batch) !== 1)
    unsupported(`time_axis ${time} and batch_axis ${batch}`);
  const [steps, rows] = [x.shape[time]!, x.shape[batch]!];
  // The place of each step, counted through both axes, [time, batch].
  const step = counted(x.tensor, [steps, 1], 0);
  const length = lengths.reshape([1, rows]);
  const from = length.sub(step).sub(1).where(step.less(length), step);
  const row = counted(x.tensor, [1, rows], 1);
  const flat = time === 0 ? from.mul(rows).add(row) : from.add(row.mul(steps)).transpose([1, 0]);
  const rest = x.shape.slice(2);
  return c.same(
    x.tensor
      .reshape([steps * rows, ...rest])
      .gather(flat.reshape([steps * rows]))
      .reshape(x.shape),
  );
}

export const paddings: Readonly<Record<string, Operator>> = {
  Pad: pad,
  CenterCropPad: centerCropPad,
  Trilu: triangle,
  ReverseSequence: reverseSequence,
};
