/** Convolution, and its reverse in shape. ONNX has channels first, and we last. */
import type { Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { channelsFirst, channelsLast, placement } from './windows.ts';
import { padded } from './padding.ts';

/** `[filters, channels, …window]` as `[…window, channels, filters]`. */
function filtersLast(w: Tensor): Tensor {
  return w.transpose([...Array.from({ length: w.rank - 2 }, (_, i) => i + 2), 1, 0]);
}

/** A number for each channel, beside `[batch, …sizes, channels]`. */
function withBias(c: NodeCall, y: Tensor): Value {
  const bias = c.optional(2);
  return c.same(channelsFirst(bias === undefined ? y : y.add(bias.tensor)));
}

/** Operand and kernel as the file has them, channels first; the result has them last. */
function convolvedLast(c: NodeCall, x: Tensor, w: Tensor): Tensor {
  if (x.rank < 3) unsupported(`an operand of ${x.rank} axes`);
  const window = w.shape.slice(2);
  requireWindow(c, window);
  const { strides, dilations, before, own } = placement(c, x.shape.slice(2), window);
  const groups = c.int('group', 1);
  return channelsLast(x).conv(filtersLast(w), { strides, dilations, before, after: own, groups });
}

/** A convolution by the attributes of the node, channels first. */
export function convolved(c: NodeCall, x: Tensor, w: Tensor): Tensor {
  return channelsFirst(convolvedLast(c, x, w));
}

function conv(c: NodeCall): Value {
  return withBias(c, convolvedLast(c, c.tensor(0), c.tensor(1)));
}

function requireWindow(c: NodeCall, window: Shape): void {
  const said = c.ints('kernel_shape');
  if (said !== undefined && (said.length !== window.length || said.some((n, i) => n !== window[i])))
    unsupported('a kernel_shape other than that of the kernel');
}

/** The full result, without padding, from which the ends are cut; or to which zeros are added, where more is asked for. */
function convTranspose(c: NodeCall): Value {
  const [x, w] = [c.input(0), c.tensor(1)];
  const axes = x.rank - 2;
  if (axes < 1) unsupported(`an operand of ${x.rank} axes`);
  const window = w.shape.slice(2);
  requireWindow(c, window);
  const sizes = x.shape.slice(2);
  if (sizes.some((n) => n < 0)) unsupported('axes of open size');
  const ones = window.map(() => 1);
  const [strides, dilations] = [c.ints('strides') ?? ones, c.ints('dilations') ?? ones];
  const extra = c.ints('output_padding') ?? ones.map(() => 0);
  const groups = c.int('group', 1);
  const full = sizes.map((n, i) => strides[i]! * (n - 1) + (window[i]! - 1) * dilations[i]! + 1);
  const { before, after } = cuts(c, sizes, strides, full, extra);
  const made = channelsLast(x.tensor).convInput(filtersLast(w), {
    strides,
    dilations,
    before: ones.map(() => 0),
    after: ones.map(() => 0),
    groups,
    size: full,
  });
  const cut = padded(made, [0, ...before.map((n) => -n), 0], [0, ...after.map((n, i) => extra[i]! - n), 0]);
  return withBias(c, cut);
}

/** What is cut off the full result; `after` before the extra zeros. */
function cuts(
  c: NodeCall,
  sizes: Shape,
  strides: readonly number[],
  full: Shape,
  extra: readonly number[],
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const auto = c.word('auto_pad', ['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'], 'NOTSET');
  const asked = c.ints('output_shape');
  const given = c.ints('pads');
  const isSame = auto.startsWith('SAME');
  if (asked === undefined && !isSame) {
    const pads = auto === 'VALID' || given === undefined ? full.flatMap(() => [0, 0]) : given;
    return { before: pads.slice(0, full.length), after: pads.slice(full.length) };
  }
  const wanted = asked?.slice(-full.length) ?? sizes.map((n, i) => n * strides[i]!);
  const totals = full.map((n, i) => n + extra[i]! - wanted[i]!);
  // Runtimes do not agree on how large the result then is.
  if (asked === undefined && totals.some((n) => n < 0))
    unsupported(`attribute auto_pad = ${auto}, where steps leave gaps`);
  const before = totals.map((n) => (auto === 'SAME_UPPER' ? Math.floor(n / 2) : n - Math.floor(n / 2)));
  return { before, after: totals.map((n, i) => n - before[i]!) };
}

export const convolutions: Readonly<Record<string, Operator>> = { Conv: conv, ConvTranspose: convTranspose };
