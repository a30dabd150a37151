/** Numbers that a caller hands in, flat, in double precision, and with their shape. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, printShape } from '@bernoulli/api/ir';

/** Flat numbers, row-major, and their shape. Whatever takes data takes it as it is. */
export interface Values {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** What is asked of an array: how messages call it, and its axes, as in `['rows', 'classes']`; `…` stands for any number of axes. */
export interface Wanted {
  readonly who: string;
  readonly name: string;
  readonly axes: readonly string[];
}

/**
 * The numbers of an array, which must all be finite.
 *
 * @throws BernoulliError `DATA` for what is no array, is empty or holds something that is no finite number; `SHAPE` for other axes.
 */
export function readValues(value: ArrayInput, wanted: Wanted): Values {
  const { who, name, axes } = wanted;
  const { data, shape } = flat(value, who, name);
  const open = axes.at(-1) === '…';
  const least = open ? axes.length - 1 : axes.length;
  if (shape.length < least || (!open && shape.length > least))
    fail('SHAPE', { who, what: `${name} must be [${axes.join(', ')}]`, received: `shape ${printShape(shape)}` });
  if (data.length === 0)
    fail('DATA', { who, what: `${name} must not be empty`, received: `shape ${printShape(shape)}` });
  const wrong = data.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `${name} must hold finite numbers; value ${wrong} is none`,
      received: String(data[wrong]),
    });
  return { data, shape };
}

function flat(value: ArrayInput, who: string, name: string): Values {
  if (isTyped(value)) return { data: Float64Array.from(value), shape: [value.length] };
  if (typeof value === 'object' && value !== null && 'data' in value) {
    const { data, shape } = value;
    const count = shape.reduce((product, n) => product * n, 1);
    if (count !== data.length)
      fail('SHAPE', {
        who,
        what: `${name} of shape ${printShape(shape)} needs ${count} values`,
        received: `${data.length} values`,
      });
    return { data: Float64Array.from(data), shape };
  }
  if (!Array.isArray(value)) fail('DATA', { who, what: `${name} must be an array of numbers`, received: typeof value });
  const shape: number[] = [];
  for (let level: unknown = value; isLevel(level); level = level[0]) shape.push(level.length);
  const data: number[] = [];
  lay(value, shape, 0, data, who, name);
  return { data: Float64Array.from(data), shape };
}

function lay(level: unknown, shape: readonly number[], depth: number, out: number[], who: string, name: string): void {
  if (depth === shape.length) {
    if (typeof level !== 'number' && typeof level !== 'boolean')
      fail('DATA', { who, what: `${name} must hold numbers, and be equally deep everywhere`, received: typeof level });
    out.push(Number(level));
    return;
  }
  if (!isLevel(level) || level.length !== shape[depth])
    fail('SHAPE', {
      who,
      what: `${name} is ragged: at depth ${depth} there must be ${shape[depth]} elements, as at the start`,
      received: isLevel(level) ? `${level.length} elements` : typeof level,
    });
  for (let i = 0; i < level.length; i++) lay(level[i], shape, depth + 1, out, who, name);
}

function isTyped(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isLevel(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isTyped(value);
}

/** Fails unless two arrays have the same number of rows. */
export function requireRows(who: string, name: string, { shape }: Values, rows: number, as: string): void {
  if (shape[0] !== rows)
    fail('SHAPE', { who, what: `${name} must have ${rows} rows, as ${as}`, received: `${shape[0]} rows` });
}
