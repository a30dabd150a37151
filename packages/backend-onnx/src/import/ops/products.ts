/** Products of matrices, and sums of products by their letters. */
import { broadcast, type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** A product by NumPy's rule: a list is a row or a column, and leading axes broadcast. */
export function matMul(a: Tensor, b: Tensor): Tensor {
  const left = a.rank === 1 ? a.reshape([1, a.shape[0]!]) : a;
  const right = b.rank === 1 ? b.reshape([b.shape[0]!, 1]) : b;
  const made = ofMatrices(left, right);
  const shape = made.shape.slice(0, -2);
  if (a.rank > 1) shape.push(made.shape.at(-2)!);
  if (b.rank > 1) shape.push(made.shape.at(-1)!);
  return a.rank > 1 && b.rank > 1 ? made : made.reshape(shape);
}

function ofMatrices(a: Tensor, b: Tensor): Tensor {
  if (b.rank === 2) return a.matMul(b);
  const lead = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (lead === null) return a.matMul(b);
  const wide = (x: Tensor): Tensor => x.broadcastTo([...lead, ...x.shape.slice(-2)]);
  return wide(a).matMul(wide(b));
}

function floats(c: NodeCall, ...values: readonly Value[]): void {
  const other = values.find(({ dtype }) => dtype !== 'f32');
  if (other !== undefined) unsupported(`operands of type ${other.type} in ${c.node.opType}`);
}

function gemm(c: NodeCall): Value {
  const [a, b, bias] = [c.input(0), c.input(1), c.optional(2)];
  floats(c, a, b);
  const [alpha, beta] = [c.float('alpha', 1), c.float('beta', 1)];
  const [transposeA, transposeB] = [c.flag('transA'), c.flag('transB')];
  if (c.opset < 7) c.ignore('broadcast');
  const made = a.tensor.matMul(b.tensor, { transposeA, transposeB });
  const scaled = alpha === 1 ? made : made.mul(alpha);
  if (bias === undefined) return c.same(scaled);
  return c.same(scaled.add(beta === 1 ? bias.tensor : bias.tensor.mul(beta)));
}

/** Whole numbers of 8 bits, in products of floats that hold them exactly: `f32` counts to 2²⁴, which 256 products do not pass. */
function matMulInteger(c: NodeCall): Value {
  const [a, b] = [c.input(0), c.input(1)];
  const centered = (x: Value, zero: Value | undefined, isLeft: boolean): Tensor => {
    if (zero === undefined) return x.tensor.cast('f32');
    const point =
      zero.rank === 1 && zero.shape[0]! > 1 && isLeft ? zero.tensor.reshape([zero.shape[0]!, 1]) : zero.tensor;
    return x.tensor.sub(point).cast('f32');
  };
  const [left, right] = [centered(a, c.optional(2), true), centered(b, c.optional(3), false)];
  const depth = left.shape.at(-1)!;
  if (depth < 0 || left.rank < 2 || right.rank < 2) unsupported('operands of open size, or of one axis');
  const cut = (x: Tensor, axis: number, from: number, size: number): Tensor =>
    x.slice(
      x.shape.map((_, i) => (i === axis ? from : 0)),
      x.shape.with(axis, size),
    );
  let sum: Tensor | undefined;
  for (let from = 0; from < depth; from += 256) {
    const size = Math.min(256, depth - from);
    const part = matMul(cut(left, left.rank - 1, from, size), cut(right, right.rank - 2, from, size)).cast('i32');
    sum = sum === undefined ? part : sum.add(part);
  }
  return Value.of(sum ?? unsupported('an inner size of 0'), 'int32');
}

/** Axes by their letters: `ij,jk->ik`. An ellipsis stands for axes that have letters of their own. */
function einsum(c: NodeCall): Value {
  const all = c.all();
  floats(c, ...all);
  const equation = c.text('equation', '').replaceAll(/\s/g, '');
  const [left = '', right] = equation.split('->');
  const terms = left.split(',');
  if (!/^[A-Za-z.,]*(->[A-Za-z.]*)?$/.test(equation) || terms.length !== all.length)
    unsupported(`the equation ${equation}`);
  const widths = terms.map((term, i) => (term.includes('...') ? all[i]!.rank - (term.length - 3) : 0));
  const most = Math.max(0, ...widths);
  // Letters for an ellipsis: digits, the same from the right in every operand.
  const spread = (term: string, width: number): string[] => {
    const letters = [...term.replace('...', '\0')];
    return letters.flatMap((letter) =>
      letter === '\0' ? Array.from({ length: width }, (_, k) => `#${most - width + k}`) : [letter],
    );
  };
  const lists = terms.map((term, i) => spread(term, widths[i]!));
  lists.forEach((letters, i) => {
    if (letters.length !== all[i]!.rank || new Set(letters).size !== letters.length)
      unsupported(`the equation ${equation}`);
  });
  const count = (letter: string): number => lists.flat().filter((other) => other === letter).length;
  const implicit = [...new Set(lists.flat())].filter((letter) => letter.startsWith('#') || count(letter) === 1).sort();
  const out = right === undefined ? implicit : spread(right, most);
  let [tensor, letters] = [all[0]!.tensor, lists[0]!];
  all.slice(1).forEach((next, i) => {
    const later = new Set([...lists.slice(i + 2).flat(), ...out]);
    [tensor, letters] = contracted(tensor, letters, next.tensor, lists[i + 1]!, later);
  });
  const gone = letters.flatMap((letter, i) => (out.includes(letter) ? [] : [i]));
  const kept = letters.filter((letter) => out.includes(letter));
  const summed = gone.length === 0 ? tensor : tensor.sum(gone);
  if (kept.length !== out.length) unsupported(`the equation ${equation}`);
  return c.same(summed.transpose(out.map((letter) => kept.indexOf(letter))));
}

/** Two operands into one: a product of matrices, with the letters that nobody needs later summed away. */
function contracted(
  a: Tensor,
  la: readonly string[],
  b: Tensor,
  lb: readonly string[],
  later: ReadonlySet<string>,
): [Tensor, string[]] {
  const alone = (x: Tensor, own: readonly string[], other: readonly string[]): [Tensor, string[]] => {
    const gone = own.flatMap((letter, i) => (later.has(letter) || other.includes(letter) ? [] : [i]));
    return [gone.length === 0 ? x : x.sum(gone), own.filter((_, i) => !gone.includes(i))];
  };
  const [x, lx] = alone(a, la, lb);
  const [y, ly] = alone(b, lb, la);
  const shared = lx.filter((letter) => ly.includes(letter));
  const [batch, inner] = [shared.filter((letter) => later.has(letter)), shared.filter((letter) => !later.has(letter))];
  const [rows, columns] = [
    lx.filter((letter) => !shared.includes(letter)),
    ly.filter((letter) => !shared.includes(letter)),
  ];
  const sizeOf = (letter: string): number => {
    const sizes = [x.shape[lx.indexOf(letter)], y.shape[ly.indexOf(letter)]].filter((n) => n !== undefined);
    return sizes.find((n) => n !== 1) ?? 1;
  };
  const sizes = (letters: readonly string[]): Shape => letters.map(sizeOf);
  const flat = (letters: readonly string[]): number => {
    const open = sizes(letters).filter((n) => n < 0);
    const known = sizes(letters)
      .filter((n) => n >= 0)
      .reduce((n, m) => n * m, 1);
    if (open.length > 1 || (open.length === 1 && known !== 1)) unsupported('an open size beside another axis');
    return open[0] ?? known;
  };
  const matrix = (t: Tensor, own: readonly string[], first: readonly string[], second: readonly string[]): Tensor => {
    const order = [...batch, ...first, ...second];
    const moved = t.transpose(order.map((letter) => own.indexOf(letter)));
    return moved.broadcastTo(sizes(order)).reshape([...sizes(batch), flat(first), flat(second)]);
  };
  const product = matrix(x, lx, rows, inner).matMul(matrix(y, ly, inner, columns));
  return [product.reshape([...sizes(batch), ...sizes(rows), ...sizes(columns)]), [...batch, ...rows, ...columns]];
}

export const products: Readonly<Record<string, Operator>> = {
  MatMul: (c) => {
    floats(c, c.input(0), c.input(1));
    return c.same(matMul(c.tensor(0), c.tensor(1)));
  },
  Gemm: gemm,
  MatMulInteger: matMulInteger,
  Einsum: einsum,
};
