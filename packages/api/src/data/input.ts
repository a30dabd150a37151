/** The kinds of array that a user may hand in, and how each becomes flat values with a shape. */
import { dtypeOf, fail, printShape, type Shape } from '../ir/index.ts';

/** Any typed array of plain numbers. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Flat values, row-major, and their shape. Every `TensorData` is one. */
export interface ShapedArray {
  readonly data: NumericArray | readonly number[];
  readonly shape: Shape;
}

/** Arrays in arrays of numbers, all of one length at each depth. The innermost may be typed. */
export type NestedArray = readonly (number | boolean | NumericArray | NestedArray)[];

/** What data may be: nested arrays, a typed array (of one dimension), or flat values with a shape. */
export type ArrayInput = NumericArray | ShapedArray | NestedArray;

/** Flat values and their shape; the values are not yet known to be numbers. */
export interface Flat {
  readonly data: ArrayLike<unknown>;
  readonly shape: Shape;
}

/** `value` laid flat. `name` is what messages call it. */
export function flatten(value: unknown, who: string, name: string): Flat {
  if (isNumericArray(value)) return { data: value, shape: [value.length] };
  if (Array.isArray(value)) return flattenNested(value, who, name);
  if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value)
    return checkShaped(value, who, name);
  return fail('DATA', {
    who,
    what: `${name} must be an array of numbers, nested or typed, or { data, shape }`,
    received: kindOf(value),
  });
}

export function isNumericArray(value: unknown): value is NumericArray {
  return (
    dtypeOf(value) !== undefined ||
    (ArrayBuffer.isView(value) &&
      !(value instanceof DataView || value instanceof BigInt64Array || value instanceof BigUint64Array))
  );
}

function checkShaped({ data, shape }: { data: unknown; shape: unknown }, who: string, name: string): Flat {
  if (!isNumericArray(data) && !Array.isArray(data))
    fail('DATA', { who, what: `the data of ${name} must be a flat array of numbers`, received: kindOf(data) });
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    return fail('SHAPE', {
      who,
      what: `the shape of ${name} must be a list of non-negative integers`,
      received: shape,
    });
  const count = (shape as number[]).reduce((product, n) => product * n, 1);
  if (count !== data.length)
    fail('SHAPE', {
      who,
      what: `${name} of shape ${printShape(shape)} needs ${count} values`,
      received: `${data.length} values`,
    });
  return { data: data as ArrayLike<unknown>, shape };
}

function flattenNested(value: readonly unknown[], who: string, name: string): Flat {
  const shape: number[] = [];
  for (let level: unknown = value; isLevel(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0 || shape.length > 16) break;
  }
  const data: unknown[] = [];
  const path: number[] = [];
  const visit = (level: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (isLevel(level))
        fail('SHAPE', {
          who,
          what: `${name} is ragged: ${name}${at(path)} must be a number, as at the start`,
          received: kindOf(level),
        });
      data.push(level);
      return;
    }
    if (!isLevel(level) || level.length !== shape[depth])
      fail('SHAPE', {
        who,
        what: `${name} is ragged: ${name}${at(path)} must have ${shape[depth]} elements, as at the start`,
        received: isLevel(level) ? `${level.length} elements` : kindOf(level),
      });
    for (let i = 0; i < level.length; i++) {
      path[depth] = i;
      visit(level[i], depth + 1);
    }
    path.length = depth;
  };
  visit(value, 0);
  return { data, shape };
}

function isLevel(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumericArray(value);
}

function at(path: readonly number[]): string {
  return path.map((i) => `[${i}]`).join('');
}

/** A short word for a value, for messages: never its content, which may be a whole data set. */
export function kindOf(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (value === null || typeof value !== 'object') return String(value);
  return value.constructor?.name ?? 'an object';
}
