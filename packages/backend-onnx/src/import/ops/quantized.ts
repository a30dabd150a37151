/** Products and convolutions of whole numbers of 8 bits, put together from those of floats, which hold whole numbers below 2²⁴ exactly. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';
import { convolved } from './convolution.ts';
import { matMul } from './products.ts';
import { alongAxis, quantized } from './quantization.ts';

/** Products of two numbers of 9 bits with a sign, of which a sum stays below 2²⁴. */
const MOST_TERMS = 256;
/** Beyond it a sum may not fit into 32 bits. */
const MOST_DEPTH = 2 ** 15;

/** A number, or one for each place of an axis, where the operand has it. */
function beside(list: Tensor, rank: number, axis: number): Tensor {
  return list.rank === 1 ? alongAxis(list, rank, axis) : list;
}

/** The operand without its zero point, as floats. */
function centered(x: Value, zero: Value | undefined, axis: number): Tensor {
  return (zero === undefined ? x.tensor : x.tensor.sub(beside(zero.tensor, x.rank, axis))).cast('f32');
}

/** A product of matrices, exactly: as a sum of products with few terms. */
function exactProduct(left: Tensor, right: Tensor): Tensor {
  const depth = left.shape.at(-1)!;
  if (depth > MOST_DEPTH) unsupported(`products of ${depth} terms`);
  if (depth < 1 || left.rank < 2 || right.rank < 2) unsupported('operands of open size, or of one axis');
  const parts: Tensor[] = [];
  for (let from = 0; from < depth; from += MOST_TERMS) {
    const size = Math.min(MOST_TERMS, depth - from);
    parts.push(matMul(part(left, left.rank - 1, from, size), part(right, right.rank - 2, from, size)).cast('i32'));
  }
  return parts.reduce((a, b) => a.add(b));
}

/** A convolution, exactly: with many terms, the kernel is cut into digits. */
function exactConvolution(c: NodeCall, x: Tensor, kernel: Tensor): Tensor {
  const terms = sizeOf(kernel.shape.slice(1));
  if (terms <= MOST_TERMS) return convolved(c, x, kernel).cast('i32');
  const base = 2 ** Math.floor(Math.log2((2 ** 24 - 1) / (256 * terms)));
  if (base < 2) unsupported(`a convolution with ${terms} terms`);
  let [rest, factor, sum]: [Tensor, number, Tensor | undefined] = [kernel, 1, undefined];
  for (; factor < 512; factor *= base) {
    const higher = rest.div(base).floor();
    // The last digit has the sign.
    const digit = factor * base >= 512 ? rest : rest.sub(higher.mul(base));
    const made = convolved(c, x, digit).cast('i32').mul(factor);
    sum = sum === undefined ? made : sum.add(made);
    rest = higher;
  }
  return sum!;
}

function matMulInteger(c: NodeCall): Value {
  const [a, b] = [c.input(0), c.input(1)];
  return Value.of(
    exactProduct(centered(a, c.optional(2), a.rank - 2), centered(b, c.optional(3), b.rank - 1)),
    'int32',
  );
}

function convInteger(c: NodeCall): Value {
  const x = centered(c.input(0), c.optional(2), 1);
  return Value.of(exactConvolution(c, x, centered(c.input(1), c.optional(3), 0)), 'int32');
}

/** The operands of an operator that is handed scales and zero points. */
function scaled(c: NodeCall, at: number, axis: number): { readonly numbers: Tensor; readonly scale: Tensor } {
  const x = c.input(at);
  return { numbers: centered(x, c.optional(at + 2), axis), scale: beside(c.tensor(at + 1), x.rank, axis) };
}

function quantizedMatMul(c: NodeCall): Value {
  const [a, b] = [scaled(c, 0, c.input(0).rank - 2), scaled(c, 3, c.input(3).rank - 1)];
  const made = exactProduct(a.numbers, b.numbers).cast('f32');
  const [scale, zero] = [c.tensor(6), c.input(7)];
  const step = scale.div(a.scale).div(b.scale);
  return quantized(
    made,
    beside(step, made.rank, made.rank - 2),
    beside(zero.tensor, made.rank, made.rank - 2),
    zero.type,
  );
}

function quantizedConv(c: NodeCall): Value {
  const x = scaled(c, 0, 1);
  const [w, scales] = [scaled(c, 3, 0), c.tensor(4)];
  const [scale, zero, bias] = [c.tensor(6), c.input(7), c.optional(8)];
  const made = exactConvolution(c, x.numbers, w.numbers);
  const channel = (list: Tensor): Tensor => beside(list, made.rank, 1);
  const sum =
    bias === undefined ? made : made.add(bias.tensor.reshape([bias.shape[0]!, ...made.shape.slice(2).map(() => 1)]));
  const step = channel(scale).div(x.scale.mul(channel(scales)));
  return quantized(sum.cast('f32'), step, channel(zero.tensor), zero.type);
}

export const quantizedProducts: Readonly<Record<string, Operator>> = {
  MatMulInteger: matMulInteger,
  ConvInteger: convInteger,
  QLinearMatMul: quantizedMatMul,
  QLinearConv: quantizedConv,
};
