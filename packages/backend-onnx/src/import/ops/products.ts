/** Products of matrices, and sums of products by their letters. */
import { broadcast, type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { positions } from './axes.ts';

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
  const written = terms.map((term, i) => spread(term, widths[i]!));
  if (written.some((letters, i) => letters.length !== all[i]!.rank)) unsupported(`the equation ${equation}`);
  const operands = written.map((letters, i) => onDiagonals(all[i]!.tensor, letters));
  const lists = operands.map(([, letters]) => letters);
  // A letter that stands twice, in one operand or two, is summed over.
  const count = (letter: string): number => written.flat().filter((other) => other === letter).length;
  const implicit = [...new Set(lists.flat())].filter((letter) => letter.startsWith('#') || count(letter) === 1).sort();
  const out = right === undefined ? implicit : spread(right, most);
  let [tensor, letters] = operands[0]!;
  operands.slice(1).forEach(([next], i) => {
    const later = new Set([...lists.slice(i + 2).flat(), ...out]);
    [tensor, letters] = contracted(tensor, letters, next, lists[i + 1]!, later);
  });
  const gone = letters.flatMap((letter, i) => (out.includes(letter) ? [] : [i]));
  const kept = letters.filter((letter) => out.includes(letter));
  const summed = gone.length === 0 ? tensor : tensor.sum(gone);
  if (kept.length !== out.length) unsupported(`the equation ${equation}`);
  return c.same(summed.transpose(out.map((letter) => kept.indexOf(letter))));
}

/** Of axes with the same letter only the places where both are equal are meant. */
function onDiagonals(x: Tensor, letters: readonly string[]): [Tensor, readonly string[]] {
  const first = letters.findIndex((letter, i) => letters.indexOf(letter, i + 1) > i);
  if (first < 0) return [x, letters];
  const second = letters.indexOf(letters[first]!, first + 1);
  const size = x.shape[first]!;
  if (size < 1 || x.shape[second] !== size) unsupported('axes of one letter and other sizes, or of open size');
  const rest = [...x.shape.keys()].filter((i) => i !== first && i !== second);
  const flat = x.transpose([first, second, ...rest]).reshape([size * size, ...rest.map((i) => x.shape[i]!)]);
  const diagonal = flat.gather(
    positions(
      flat,
      Array.from({ length: size }, (_, i) => i * (size + 1)),
    ),
  );
  return onDiagonals(diagonal, [letters[first]!, ...rest.map((i) => letters[i]!)]);
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
  Einsum: einsum,
};
