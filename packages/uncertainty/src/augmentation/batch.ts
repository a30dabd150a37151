/** Rows that are mixed with others: what is handed in, and with whom each row is mixed. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, optional, positive, printShape, whole } from '@bernoulli/api/ir';
import { permutation, siteKey, uniform } from '@bernoulli/api/random';
import { readLabels } from '../input/classes.ts';
import { seedField } from '../input/fields.ts';
import { readValues, requireRows, type Values } from '../input/values.ts';
import { betaQuantile } from '../numerics/incomplete-beta.ts';

/** Rows and their labels. */
export interface LabelledRows {
  readonly x: ArrayInput;
  /** `[rows, …]`, or class numbers, `[rows]`, where `classes` says how many there are. */
  readonly y: ArrayInput;
}

export interface MixOptions {
  /** Shares are drawn from Beta(α, α): near 0 or 1 for small α. Above 0. */
  readonly alpha?: number | undefined;
  /** Number of classes, from 2 up, where labels are class numbers. The mixed labels are probabilities then. */
  readonly classes?: number | undefined;
  /** Default 0. */
  readonly seed?: number | bigint | undefined;
  /** Number of the batch in the run, from 0 up: each has its own draw. Default 0. */
  readonly step?: number | undefined;
}

/** Mixed rows: labels are `[rows, classes]` for class numbers, and of the shape that they had otherwise. */
export interface MixedRows {
  readonly x: Values;
  readonly y: Values;
}

export const mixFields = {
  alpha: positive(1),
  classes: optional(whole(2)),
  seed: seedField(),
  step: whole(0, 0),
};

export interface Mixing {
  readonly x: Values;
  readonly y: Values;
  /** The row that each is mixed with. */
  readonly partner: Uint32Array;
  /** The share that each row keeps, in [0, 1]. */
  readonly share: Float64Array;
}

/** Reads rows, and draws partners and shares. */
export function readMixing(
  who: string,
  { x, y }: LabelledRows,
  { alpha, classes, seed, step }: { alpha: number; classes: number | undefined; seed: number | bigint; step: number },
): Mixing {
  const rows = readValues(x, { who, name: 'x', axes: ['rows', '…'] });
  const count = rows.shape[0]!;
  const labels = classes === undefined ? plain(who, y) : oneHot(readLabels(who, y, count, classes), classes);
  requireRows(who, 'y', labels, count, 'x');
  return {
    x: rows,
    y: labels,
    partner: permutation(siteKey(seed, `#${who}/partner`, step), count),
    share: Float64Array.from(uniform(siteKey(seed, `#${who}/share`, step), [count]), (u) =>
      betaQuantile(u, alpha, alpha),
    ),
  };
}

function plain(who: string, y: ArrayInput): Values {
  const labels = readValues(y, { who, name: 'y', axes: ['rows', '…'] });
  if (labels.shape.length === 1 && ArrayBuffer.isView(y) && !(y instanceof Float32Array || y instanceof Float64Array))
    fail('CONFIG', {
      who,
      what: 'class numbers cannot be mixed',
      received: `y of shape ${printShape(labels.shape)}`,
      hint: 'Say how many classes there are: { classes }',
    });
  return labels;
}

function oneHot(labels: Int32Array, classes: number): Values {
  const data = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => (data[row * classes + label] = 1));
  return { data, shape: [labels.length, classes] };
}

/** Each row's share of itself, and the rest of its partner. */
export function blend({ data, shape }: Values, partner: Uint32Array, share: Float64Array): Values {
  const width = data.length / shape[0]!;
  const mixed = data.map((value, i) => {
    const row = Math.floor(i / width);
    return share[row]! * value + (1 - share[row]!) * data[partner[row]! * width + (i % width)]!;
  });
  return { data: mixed, shape };
}
