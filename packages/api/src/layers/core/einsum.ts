/** Products of two tensors that an equation describes, as in `abc,cd->abd`. */
import { fail } from '../../ir/index.ts';
import type { Tensor } from '../../tracing/tensor.ts';

/** An equation of two operands: a letter for each axis. */
export interface Equation {
  readonly left: string;
  readonly right: string;
  readonly out: string;
}

/**
 * Reads an equation. `...` stands for the first axes of an input of that rank, and is written out in letters.
 *
 * @throws BernoulliError `CONFIG` for anything that is no equation of two operands with each letter once in each.
 */
export function readEquation(who: string, equation: string, rank: number): Equation {
  const bad = (what: string): never =>
    fail('CONFIG', { who, what: `equation ${what}`, received: equation, hint: 'As in abc,cd->abd, or ...x,xy->...y' });
  const parts = /^(\.\.\.)?([a-zA-Z]+),([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)$/.exec(equation.replaceAll(/\s/g, ''));
  if (parts === null) return bad('must name the axes of two operands and of the result');
  const [, elided, given, right, outElided, made] = parts as unknown as [
    string,
    string?,
    string?,
    string?,
    string?,
    string?,
  ];
  if ((elided === undefined) !== (outElided === undefined)) bad('must have ... on both sides, or on neither');
  const unused = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => !equation.includes(letter));
  const lead = elided === undefined ? '' : unused.slice(0, Math.max(rank - given!.length, 0)).join('');
  const [left, out] = [lead + given!, lead + made!];
  for (const axes of [left, right!, out])
    if (new Set(axes).size !== axes.length) bad('must name each axis of an operand once');
  const stray = [...left, ...right!].find(
    (letter) => !out.includes(letter) && !(left.includes(letter) && right!.includes(letter)),
  );
  if (stray !== undefined) bad(`must have ${stray} in the result, or in both operands`);
  const unknown = [...out].find((letter) => !left.includes(letter) && !right!.includes(letter));
  if (unknown !== undefined) bad(`must have ${unknown} in an operand`);
  if (left.length !== rank) bad(`must name the ${rank} axes of the input`);
  return { left, right: right!, out };
}

/** The product of x and a weight, summed over the letters that the result lacks. */
export function einsum({ left, right, out }: Equation, x: Tensor, weight: Tensor): Tensor {
  const shared = [...left].filter((letter) => right.includes(letter) && out.includes(letter));
  return shared.length === 0
    ? asProduct({ left, right, out }, x, weight)
    : elementByElement({ left, right, out }, x, weight);
}

/** As one product of matrices: rows are what x alone has, columns what the weight alone has. */
function asProduct({ left, right, out }: Equation, x: Tensor, weight: Tensor): Tensor {
  const inner = [...left].filter((letter) => right.includes(letter));
  const rows = [...left].filter((letter) => !right.includes(letter));
  const columns = [...right].filter((letter) => !left.includes(letter));
  const sizes = sizesOf(left, x, right, weight);
  const count = (letters: readonly string[]): number => letters.reduce((n, letter) => n * sizes.get(letter)!, 1);
  const factor = arranged(weight, right, [...inner, ...columns]).reshape([count(inner), count(columns)]);
  const product = arranged(x, left, [...rows, ...inner])
    .reshape([...rows.map((letter) => sizes.get(letter)!), count(inner)])
    .matMul(factor);
  const order = [...rows, ...columns];
  return arranged(product.reshape(order.map((letter) => sizes.get(letter)!)), order.join(''), [...out]);
}

/** Where a letter is in all three, which no single product of matrices has: both spread over all letters, and summed. */
function elementByElement({ left, right, out }: Equation, x: Tensor, weight: Tensor): Tensor {
  const inner = [...left].filter((letter) => !out.includes(letter));
  const all = [...out, ...inner];
  const spread = (t: Tensor, axes: string): Tensor => {
    const sizes = new Map([...axes].map((letter, i) => [letter, t.shape[i]!]));
    const own = all.filter((letter) => axes.includes(letter));
    return arranged(t, axes, own).reshape(all.map((letter) => sizes.get(letter) ?? 1));
  };
  return spread(x, left)
    .mul(spread(weight, right))
    .sum(inner.map((letter) => all.indexOf(letter)));
}

function sizesOf(left: string, x: Tensor, right: string, weight: Tensor): Map<string, number> {
  return new Map([
    ...[...right].map((letter, i) => [letter, weight.shape[i]!] as const),
    ...[...left].map((letter, i) => [letter, x.shape[i]!] as const),
  ]);
}

/** A tensor with its axes in another order. */
function arranged(x: Tensor, axes: string, order: readonly string[]): Tensor {
  const perm = order.map((letter) => axes.indexOf(letter));
  return perm.every((at, i) => at === i) ? x : x.transpose(perm);
}
