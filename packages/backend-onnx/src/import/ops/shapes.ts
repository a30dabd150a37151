/** Operators that ask for sizes, or make values from them. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';
import { elementTypes } from '../../proto/element-type.ts';
import { numbersOf } from '../../proto/stored-tensor.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted } from './axes.ts';
import { typeAttribute } from './cast.ts';

/** Values that are written down are not larger than this. */
const MOST_ELEMENTS = 1 << 20;
/** An array is as large as this at most. */
const MOST_ROOM = 2 ** 31;
/** What is longer is one number, repeated by the graph. */
const LONG = 4096;

function clamp(n: number, low: number, high: number): number {
  return Math.min(Math.max(n, low), high);
}

function shape(c: NodeCall): Value {
  const { shape: sizes, rank } = c.input(0);
  const end = (n: number): number => clamp(n < 0 ? n + rank : n, 0, rank);
  const [from, to] = [end(c.int('start', 0)), end(c.int('end', rank))];
  return Value.sizes(c.around.like, sizes.slice(from, Math.max(from, to)));
}

function size(c: NodeCall): Value {
  const { shape: sizes } = c.input(0);
  if (sizes.some((n) => n < 0)) {
    if (sizes.filter((n) => n !== 1).length === 1) return Value.sizes(c.around.like, [sizes.find((n) => n !== 1)!], []);
    unsupported('the size of a value of which a size is open. Use one batch size');
  }
  return c.known('int64', [], Float64Array.of(sizeOf(sizes)));
}

/** Refuses what would fill the memory. */
export function requireRoom(sizes: Shape, what: string, most = MOST_ROOM): void {
  if (sizes.some((n) => !Number.isSafeInteger(n))) unsupported(`${what} of sizes that are no whole numbers`);
  const known = sizes.filter((n) => n >= 0).reduce((product, n) => product * n, 1);
  if (known > most) unsupported(`${what} of ${known} elements, more than ${most}`);
}

function constantOfShape(c: NodeCall): Value {
  const sizes = c.input(0).sizeList('its shape');
  const stored = c.stored('value');
  const type = stored?.type ?? 'float';
  const value = stored === undefined ? 0 : (numbersOf(stored)[0] ?? 0);
  requireRoom(sizes, 'a constant');
  const one = c.known(type, [], Float64Array.of(value));
  if (sizes.some((n) => n < 0) || sizeOf(sizes) > LONG) return Value.of(one.tensor.broadcastTo(sizes), type);
  return c.known(type, sizes, filled(type, sizeOf(sizes), value));
}

function filled(
  type: Value['type'],
  length: number,
  value: number,
): Float32Array | Float64Array | Int32Array | Uint8Array {
  const { dtype } = elementTypes[type];
  if (dtype === 'bool') return new Uint8Array(length).fill(value);
  return dtype === 'f32' ? new Float32Array(length).fill(value) : new Float64Array(length).fill(value);
}

function constant(c: NodeCall): Value {
  const stored = c.stored('value');
  if (stored !== undefined) return c.known(stored.type, stored.shape, numbersOf(stored));
  const [float, int, floats, ints] = [
    c.float('value_float'),
    c.int('value_int'),
    c.floats('value_floats'),
    c.ints('value_ints'),
  ];
  if (float !== undefined) return c.known('float', [], Float32Array.of(float));
  if (int !== undefined) return c.known('int64', [], Float64Array.of(int));
  if (floats !== undefined) return c.known('float', [floats.length], Float32Array.from(floats));
  if (ints !== undefined) return c.known('int64', [ints.length], Float64Array.from(ints));
  return unsupported('a constant that is neither numbers nor a tensor of numbers');
}

function range(c: NodeCall): Value {
  const open = c.input(1).sizes?.[0];
  if (open !== undefined && c.input(0).scalar('a range') === 0 && c.input(2).scalar('a range') === 1)
    return Value.of(counted(c.around.like, [open], 0), c.input(0).type);
  const [start, limit, delta] = [0, 1, 2].map((i) => c.input(i).scalar('a range')) as [number, number, number];
  const { type } = c.input(0);
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  requireRoom([length], 'a range', MOST_ELEMENTS);
  return c.known(
    type,
    [length],
    Float64Array.from({ length }, (_, i) => start + i * delta),
  );
}

function eyeLike(c: NodeCall): Value {
  const x = c.input(0);
  const type = typeAttribute(c, 'dtype', x.type);
  const k = c.int('k', 0);
  const [rows, columns] = x.shape;
  if (x.rank !== 2 || rows! < 0 || columns! < 0) unsupported('an operand that is no matrix of known sizes');
  requireRoom(x.shape, 'a matrix', MOST_ELEMENTS);
  const numbers = filled(type, sizeOf(x.shape), 0);
  for (let row = 0; row < rows!; row++) if (row + k >= 0 && row + k < columns!) numbers[row * columns! + row + k] = 1;
  return c.known(type, x.shape, numbers);
}

export const shapes: Readonly<Record<string, Operator>> = {
  Shape: shape,
  Size: size,
  ConstantOfShape: constantOfShape,
  Constant: constant,
  Range: range,
  EyeLike: eyeLike,
};
