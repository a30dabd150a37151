/** Reads and judges the header of an NPY file: every rule that needs no look at the elements. */
import { fail } from '@bernoulli/api/ir';
import type { Bytes } from '../source/source.ts';
import { parseLiteral, type Literal } from './python-literal.ts';

/** What a header says, not yet whether the elements are there. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Position in the file of the first element. */
  readonly start: number;
}

/** Every NPY file begins with these: 0x93, then `NUMPY`. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** How each version of the format writes a header: bytes of its length, and in what. */
const versions: Readonly<Record<string, { readonly lengthBytes: 2 | 4; readonly encoding: string }>> = {
  '1.0': { lengthBytes: 2, encoding: 'latin1' },
  '2.0': { lengthBytes: 4, encoding: 'latin1' },
  '3.0': { lengthBytes: 4, encoding: 'utf-8' },
};

/** The header of an array of numbers is a tenth of a percent of this. */
const LONGEST = 2 ** 16;

/** As many axes as NumPy has. */
const MOST_AXES = 64;

/** @throws BernoulliError `FORMAT`, naming the rule. */
export function readHeader({ who, at, bytes }: Pick<Bytes, 'who' | 'at' | 'bytes'>): NpyHeader {
  const reject = (what: string, received?: unknown): never => fail('FORMAT', { who, at, what, received });
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    reject('the file must start with the byte 0x93 and NUMPY', bytes.length === 0 ? 'an empty file' : hex(bytes));
  const version = `${bytes[6]}.${bytes[7]}`;
  const { lengthBytes, encoding } =
    versions[version] ?? reject('the version must be 1.0, 2.0 or 3.0', bytes.length < 8 ? 'no version' : version);
  const begin = 8 + lengthBytes;
  if (bytes.length < begin) reject('the file ends before the length of its header', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, begin);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = begin + length;
  if (length > LONGEST) reject(`the header must be at most ${LONGEST} bytes long`, `${length} bytes`);
  if (start > bytes.length)
    reject('the header must end inside the file', `a header of ${length} bytes in a file of ${bytes.length} bytes`);
  const text = new TextDecoder(encoding).decode(bytes.subarray(begin, start));
  let literal: Literal = null;
  try {
    literal = parseLiteral(text);
  } catch (cause) {
    reject('the header must be a dictionary of Python', (cause as Error).message);
  }
  return { ...fields(literal, reject), start };
}

function fields(
  literal: Literal,
  reject: (what: string, received?: unknown) => never,
): Pick<NpyHeader, 'descr' | 'fortranOrder' | 'shape'> {
  if (!(literal instanceof Map)) return reject('the header must be a dictionary', literal);
  const keys = [...(literal as ReadonlyMap<string, Literal>).keys()].sort().join(', ');
  if (keys !== 'descr, fortran_order, shape') reject('the header must have descr, fortran_order and shape alone', keys);
  const [descr, fortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map((key) => literal.get(key) as Literal);
  if (Array.isArray(descr)) reject('records (structured arrays) are not read', descr);
  if (typeof descr !== 'string') return reject('descr must be a text', shown(descr));
  if (typeof fortranOrder !== 'boolean') return reject('fortran_order must be True or False', shown(fortranOrder));
  if (!isShape(shape)) return reject(`shape must be at most ${MOST_AXES} whole numbers`, shown(shape));
  return { descr, fortranOrder, shape };
}

function isShape(value: Literal | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length <= MOST_AXES && value.every((n) => typeof n === 'number');
}

function shown(value: Literal | undefined): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, MAGIC.length)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ');
}
