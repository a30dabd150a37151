/** Values of inputs that are known when a file is read: numbers, sequences of them, and optional values. */
import { fail, sizeOf } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { StoredPort, StoredType } from '../proto/stored-model.ts';
import type { Numbers } from '../proto/stored-tensor.ts';
import { Missing, Sequence, type Held } from './held.ts';
import { unsupported } from './unsupported.ts';
import { Value } from './value.ts';

interface GivenTensor {
  readonly data: Numbers;
  readonly shape: readonly number[];
}

/** A tensor, a sequence, or `null` for an optional value that is not there. */
export type GivenInput = GivenTensor | readonly GivenTensor[] | null;

/** What a user gave for an input, by what the file says that it is. */
export function givenInput({ name, type }: StoredPort, value: unknown): GivenInput {
  if (typeof type === 'string') return flat(name, value);
  if (type.other === 'optional' && value === null) return null;
  const inner = type.other === 'optional' ? type.of! : type;
  if (typeof inner === 'string') return flat(name, value);
  if (inner.other !== 'a sequence') return flat(name, value);
  if (!Array.isArray(value))
    fail('DATA', { who: 'importOnnx', at: `input ${name}`, what: 'must be a list of arrays', received: typeof value });
  return value.map((item, i) => flat(`${name}[${i}]`, item));
}

/** Numbers, nested or flat, as flat ones with their shape. */
function flat(name: string, value: unknown): GivenTensor {
  const bad = (): never =>
    fail('DATA', {
      who: 'importOnnx',
      at: `input ${name}`,
      what: 'must be numbers: nested arrays, a typed array, or { data, shape }',
    });
  const numbers: number[] = [];
  let shape: number[] = [];
  if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value) {
    shape = [...(value.shape as number[])];
    for (const x of value.data as Iterable<unknown>) numbers.push(Number(x));
  } else {
    for (let level = value; typeof level === 'object' && level !== null; level = (level as unknown[])[0])
      shape.push((level as ArrayLike<unknown>).length);
    const visit = (x: unknown): void => {
      if (typeof x === 'object' && x !== null) for (const item of x as Iterable<unknown>) visit(item);
      else numbers.push(typeof x === 'number' || typeof x === 'boolean' ? Number(x) : bad());
    };
    visit(value);
  }
  if (numbers.length !== sizeOf(shape) || numbers.some((x) => typeof x !== 'number')) bad();
  return { data: Float64Array.from(numbers) as Numbers, shape };
}

/** What stands for it where the file is read. */
export function asHeld(like: Tensor, port: StoredPort, given: GivenInput): Held {
  if (given === null) return new Missing();
  const one = ({ shape, data }: GivenTensor): Value => Value.known(like, elementOf(port.type), shape, data);
  return 'data' in given ? one(given) : new Sequence(given.map(one));
}

function elementOf(type: StoredType): Value['type'] {
  if (typeof type === 'string') return type;
  return type.of === undefined ? unsupported(`an input of type ${type.other}`) : elementOf(type.of);
}

/** The numbers of a tensor that is given. */
export function numbersOf(given: GivenInput | undefined): Numbers | undefined {
  return given && 'data' in given ? given.data : undefined;
}
