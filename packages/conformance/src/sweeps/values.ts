/** What computes, on values that engines treat apart: NaN, infinities, zeros of both signs, ends, and one of every size between. */
import { ops, type OpName } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from '../case.ts';
import { f32 } from '../data.ts';
import { lazily } from './sweep.ts';

const SIZES = [
  ...[0, 1.5 * 2 ** -121, 1e-7, 0.005, 0.5, 0.75, 1, 1.5, 2, 3, 15, 70],
  ...[500, 1e6, 2 ** 24 + 2, 2 ** 31, 3e38, Infinity],
].map(Math.fround);

const VALUES: readonly number[] = [...SIZES.flatMap((v) => [v, -v]), NaN];

/** Engines differ, as languages do, in (±1)^±∞ and 1^NaN. */
function agreed(op: OpName, a: number, b: number): boolean {
  return op !== 'pow' || Math.abs(a) !== 1 || Number.isFinite(b);
}

/** Each value with each other, itself included. */
function pairs(op: OpName): readonly CaseArray[] {
  const rows = VALUES.flatMap((a) => VALUES.filter((b) => agreed(op, a, b)).map((b) => [a, b] as const));
  const one = (at: 0 | 1): CaseArray =>
    f32(
      [rows.length],
      rows.map((row) => row[at]),
    );
  return [one(0), one(1)];
}

/** The cases of an elementwise op of `f32`; a choice and casts have their own. */
export function values<O extends OpName>(op: O): readonly ValueCase<O>[] {
  const { kind, arity } = ops[op];
  if (kind !== 'elementwise' || op === 'select' || op === 'cast' || ['and', 'or', 'not'].includes(op)) return [];
  const attrs = {} as never;
  return arity === 1
    ? [
        lazily({
          op,
          name: 'values of every kind',
          attrs,
          kind: 'special',
          inputs: () => [f32([VALUES.length], VALUES)],
        }),
      ]
    : [lazily({ op, name: 'values of every kind in pairs', attrs, kind: 'special', inputs: () => pairs(op) })];
}
