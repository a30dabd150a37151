/** Sequences and optional values: lists that are made, and taken apart again, while the file is read. */
import type { GraphBuilder } from '@bernoulli/api/ir';
import { concat } from '@bernoulli/api';
import { asValue, Missing, Sequence, type Held } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';
import { stacked } from './stacked.ts';

/** Places in all sequences that one reading makes: a few nodes could ask for endless lists. */
const MOST_ITEMS = 1 << 14;
const counts = new WeakMap<GraphBuilder, number>();

function requireItems(c: NodeCall, more: number): void {
  const { b } = c.around.like;
  const count = (counts.get(b) ?? 0) + more;
  if (count > MOST_ITEMS) unsupported(`sequences of more than ${MOST_ITEMS} values in all`);
  counts.set(b, count);
}

function sequenceOf(c: NodeCall, items: readonly Value[]): Sequence {
  requireItems(c, items.length);
  const types = new Set(items.map(({ type }) => type));
  if (types.size > 1) unsupported(`a sequence of ${[...types].join(' and ')}`);
  return new Sequence(items);
}

/** A place in a list of so many, counted from the front. */
function place(c: NodeCall, i: number, otherwise: number, length: number, most = length - 1): number {
  const given = c.optional(i)?.scalar('a place in a sequence') ?? otherwise;
  const at = given < 0 ? given + length : given;
  return Number.isInteger(at) && at >= 0 && at <= most ? at : unsupported(`place ${given} of ${length}`);
}

function insert(c: NodeCall): Sequence {
  const items = c.sequence(0);
  const at = place(c, 2, items.length, items.length, items.length);
  return sequenceOf(c, items.toSpliced(at, 0, c.input(1)));
}

function erase(c: NodeCall): Sequence {
  const items = c.sequence(0);
  return sequenceOf(c, items.toSpliced(place(c, 1, items.length - 1, items.length), 1));
}

/** Parts of an axis: of the sizes that are given, of one size, or one place each. */
function split(c: NodeCall): Sequence {
  const x = c.input(0);
  const axis = c.axis('axis', 0, x.rank);
  const given = c.optional(1);
  const keeps = c.flag('keepdims', true) || given !== undefined;
  const size = x.shape[axis]!;
  if (size < 0) unsupported('an axis of open size');
  const sizes =
    given?.rank === 1 ? Array.from(given.numbers('its parts')) : equalParts(c, size, given?.scalar('a part'));
  if (!sizes.every((n) => Number.isInteger(n) && n >= 0) || sizes.reduce((sum, n) => sum + n, 0) !== size)
    unsupported(`parts that do not make ${size} places`);
  const shape = x.shape.filter((_, i) => keeps || i !== axis);
  let from = 0;
  return sequenceOf(
    c,
    sizes.map((n) => {
      const made = part(x.tensor, axis, from, n);
      from += n;
      return c.same(keeps ? made : made.reshape(shape));
    }),
  );
}

function equalParts(c: NodeCall, size: number, each = 1): number[] {
  if (!(Number.isInteger(each) && each > 0)) unsupported(`parts of ${each} places`);
  const length = Math.ceil(size / each);
  requireItems(c, length);
  return Array.from({ length }, (_, i) => Math.min(each, size - i * each));
}

function joined(c: NodeCall): Value {
  const items = c.sequence(0);
  const first = items[0] ?? unsupported('a sequence of nothing');
  const isNew = c.flag('new_axis');
  const axis = c.axis('axis', 0, first.rank + Number(isNew));
  return isNew
    ? stacked(items, axis)
    : Value.of(
        concat(
          items.map(({ tensor }) => tensor),
          axis,
        ),
        first.type,
      );
}

/** The body on each place of the sequences, and on the other operands as they are. */
function map(c: NodeCall): Held[] {
  const length = c.sequence(0).length;
  const operands = c.everything();
  for (const held of operands)
    if (held instanceof Sequence && held.items.length !== length) unsupported('sequences of different lengths');
  const body = c.graph('body');
  const rounds = Array.from({ length }, (_, i) =>
    c.around.runGraph(
      body,
      operands.map((held) => (held instanceof Sequence ? held.items[i]! : held)),
    ),
  );
  return c.node.outputs.map((_, k) =>
    sequenceOf(
      c,
      rounds.map((made) => asValue(made[k] ?? unsupported('a body with fewer results'))),
    ),
  );
}

function ofType(c: NodeCall): void {
  c.ignore('dtype', 'type');
}

export const sequences: Readonly<Record<string, Operator>> = {
  SequenceConstruct: (c) => sequenceOf(c, c.all()),
  SequenceEmpty: (c) => {
    ofType(c);
    return new Sequence([]);
  },
  SequenceInsert: insert,
  SequenceErase: erase,
  SequenceAt: (c) => {
    const items = c.sequence(0);
    return items[place(c, 1, 0, items.length)]!;
  },
  SequenceLength: (c) => c.known('int64', [], Float64Array.of(c.sequence(0).length)),
  SplitToSequence: split,
  ConcatFromSequence: joined,
  SequenceMap: map,
  Optional: (c) => {
    ofType(c);
    return c.held(0) ?? new Missing();
  },
  OptionalHasElement: (c) => {
    const held = c.held(0);
    return c.known('bool', [], Uint8Array.of(Number(held !== undefined && !(held instanceof Missing))));
  },
  OptionalGetElement: (c) => {
    const held = c.held(0);
    return held === undefined || held instanceof Missing ? unsupported('a value that is not there') : held;
  },
};
