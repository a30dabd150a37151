/** The cases by rule of each op: what is elementwise follows from its definition, also for an op that nobody thought of here. */
import { ops, type OpName } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { uniform } from './draws.ts';
import { casts, elementwise } from './elementwise.ts';
import { movements } from './movement.ts';
import { products } from './products.ts';
import { ranges } from './ranges.ts';
import { reductions } from './reductions.ts';
import { manyElements, sizes } from './sizes.ts';
import { values } from './values.ts';

type Swept = { readonly [O in OpName]?: readonly ValueCase<O>[] };

const tables: readonly Swept[] = [{ cast: casts, uniform }, reductions, movements, products as Swept, sizes];

/** All of them. */
export function sweepsOf<O extends OpName>(op: O): readonly ValueCase<O>[] {
  const isPlain = ops[op].kind === 'elementwise' && op !== 'cast';
  const byRule = isPlain ? [...elementwise(op), ...manyElements(op)] : [];
  const listed = tables.flatMap((table) => (table[op] ?? []) as readonly ValueCase<O>[]);
  return [...byRule, ...listed, ...ranges(op), ...values(op)];
}
