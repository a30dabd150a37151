import { describe, expect, it } from 'vitest';
import { BernoulliError, type TensorData } from '../../ir/index.ts';
import { reverseEach } from './little-endian.ts';
import { decodeSafetensors, encodeSafetensors } from './index.ts';
import { bool, f32, i32 } from '../../../test/tensor-data.ts';

/** A file with any header text and any data, well-formed or not. */
function file(header: string | Uint8Array, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown): string =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });
const one = (dtype: unknown, shape: unknown, offsets: unknown): string => `{"w":${entry(dtype, shape, offsets)}}`;

function rejection(bytes: Uint8Array, limits?: { headerBytes?: number; tensors?: number }): string {
  try {
    decodeSafetensors(bytes, limits);
  } catch (error) {
    if (!BernoulliError.is(error) || error.code !== 'FORMAT') throw error;
    return error.message;
  }
  throw new Error('the file was accepted');
}

describe('round trip', () => {
  it('keeps dtype, shape, values and metadata, and shares no memory with the file', () => {
    const tensors = {
      'net/dense/kernel': f32([2, 3], 1, -0, NaN, Infinity, 1e-45, 3.4e38),
      step: i32([], -(2 ** 31)),
      mask: bool([3], 1, 0, 1),
      empty: f32([0, 4]),
      'emoji 🎲': f32([1], 2),
    };
    const bytes = encodeSafetensors(tensors, { seed: '7', 'line\nbreak"': 'ü' });
    const back = decodeSafetensors(bytes);
    expect({ ...back.tensors }).toEqual(tensors);
    expect(Object.is((back.tensors['net/dense/kernel']!.data as Float32Array)[1], -0)).toBe(true);
    expect({ ...back.metadata }).toEqual({ seed: '7', 'line\nbreak"': 'ü' });
    bytes.fill(0);
    expect(back.tensors['mask']!.data).toEqual(Uint8Array.of(1, 0, 1));
  });

  it('writes equal bytes for equal content in any order, aligned, widest dtype first', () => {
    const a = encodeSafetensors(
      { m: bool([1], 1), x: f32([1], 2), w: f32([1], 1), n: i32([1], 3) },
      { y: '1', x: '2' },
    );
    const b = encodeSafetensors(
      { n: i32([1], 3), w: f32([1], 1), x: f32([1], 2), m: bool([1], 1) },
      { x: '2', y: '1' },
    );
    expect(a).toEqual(b);
    const length = Number(new DataView(a.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = new TextDecoder().decode(a.subarray(8, 8 + length));
    expect(Object.keys(JSON.parse(header) as object)).toEqual(['__metadata__', 'w', 'x', 'n', 'm']);
    expect([...a.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64, 3, 0, 0, 0, 1]);
  });

  it('sorts names by code point, not by UTF-16 unit', () => {
    const bytes = encodeSafetensors({ '🎲': f32([1], 1), '\uffee': f32([1], 2) });
    expect([...new Float32Array(bytes.slice(-8).buffer)]).toEqual([2, 1]);
  });

  it('reads from a view at an odd position, and the bytes of a pooled buffer', () => {
    const bytes = encodeSafetensors({ w: f32([2], 1, 2) });
    const room = Buffer.alloc(bytes.length + 3);
    room.set(bytes, 3);
    const { tensors } = decodeSafetensors(room.subarray(3));
    expect(tensors['w']!.data).toEqual(Float32Array.of(1, 2));
    room.fill(0);
    expect(tensors['w']!.data).toEqual(Float32Array.of(1, 2));
  });

  it('writes a tensor that is a part of a longer array', () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const { tensors } = decodeSafetensors(encodeSafetensors({ w: { dtype: 'f32', shape: [2], data } }));
    expect(tensors['w']!.data).toEqual(Float32Array.of(2, 3));
  });

  it('may have as many as 64 axes', () => {
    const shape = Array<number>(64).fill(1);
    expect(decodeSafetensors(file(one('F32', shape, [0, 4]), [0, 0, 128, 63])).tensors['w']!.shape).toEqual(shape);
  });

  it('holds no tensor at all', () => {
    expect(decodeSafetensors(file('{}')).tensors).toEqual(Object.create(null));
    expect(decodeSafetensors(encodeSafetensors({})).metadata).toEqual(Object.create(null));
  });

  it('may list a tensor of no elements after one that begins where it does', () => {
    const header = `{"full":${entry('F32', [1], [0, 4])},"none":${entry('F32', [0], [0, 0])},"last":${entry('F32', [0], [4, 4])}}`;
    expect(Object.keys(decodeSafetensors(file(header, [0, 0, 128, 63])).tensors)).toEqual(['full', 'none', 'last']);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'starts its tensors at a multiple of 8, with no more padding than that takes: %i',
    (n) => {
      const bytes = encodeSafetensors({ ['x'.repeat(1 + n)]: bool([1], 1) });
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect([length % 8, bytes.length]).toEqual([0, 8 + length + 1]);
      const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
      expect(text.length - text.trimEnd().length).toBeLessThan(8);
      expect(text).toMatch(/^\{.*\} *$/);
    },
  );

  it('is safe with names that mean something to JavaScript', () => {
    const names = ['__proto__', 'constructor', 'toString', '7'];
    const tensors = Object.create(null) as Record<string, TensorData>;
    names.forEach((name, i) => (tensors[name] = i32([1], i)));
    const back = decodeSafetensors(
      encodeSafetensors(tensors, JSON.parse('{"__proto__":"x"}') as Record<string, string>),
    );
    names.forEach((name, i) => expect(back.tensors[name]!.data[0]).toBe(i));
    expect(Object.getPrototypeOf(back.tensors)).toBe(null);
    expect(back.metadata['__proto__']).toBe('x');
    expect(({} as { data?: unknown }).data).toBe(undefined);
  });

  it('takes a header padded with spaces', () => {
    expect(decodeSafetensors(file(`${one('BOOL', [1], [0, 1])}   `, [1])).tensors['w']!.data).toEqual(Uint8Array.of(1));
  });

  it('turns bytes round for machines that are not little-endian', () => {
    expect(reverseEach(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4)).toEqual(Uint8Array.of(4, 3, 2, 1, 8, 7, 6, 5));
  });
});

describe('what is rejected', () => {
  const four = [0, 0, 0, 0];
  const cases: [rule: string, bytes: Uint8Array, message: RegExp][] = [
    ['shorter than 8 bytes', Uint8Array.of(1, 2, 3), /must start with 8 bytes.*Received 3 bytes/],
    ['header too long by the format', file('{}', [], 100_000_001n), /at most 100000000 bytes.*100000001/],
    ['a length beyond 2^63', file('{}', [], 2n ** 64n - 1n), /at most 100000000 bytes.*18446744073709551615/],
    ['header beyond the file', file('{}', [], 3n), /must end inside the file.*header of 3 bytes in a file of 10 bytes/],
    ['empty header', file(''), /must start with '\{'.*an empty header/],
    ['empty header before data', file('', [0x7b, 0x7d]), /must start with '\{'.*an empty header/],
    ['starts with a space', file(' {}'), /must start with '\{'.*0x20/],
    ['starts with a byte order mark', file('\ufeff{}'), /must start with '\{'.*0xef/],
    ['not UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), /valid UTF-8/],
    ['not JSON', file('{"w":}'), /must be JSON/],
    ['JSON with a tail', file('{}x'), /must be JSON/],
    ['deep nesting', file(`{"w":${'['.repeat(200_000)}`), /must not be deeper than 3/],
    [
      'a tensor twice',
      file(`{"w":${entry('BOOL', [0], [0, 0])},"w":${entry('BOOL', [0], [0, 0])}}`),
      /key twice. Received w/,
    ],
    [
      'a tensor twice, escaped',
      file(`{"w":${entry('BOOL', [0], [0, 0])},"\\u0077":${entry('BOOL', [0], [0, 0])}}`),
      /key twice/,
    ],
    [
      'a field twice',
      file('{"w":{"dtype":"BOOL","dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      /key twice. Received dtype/,
    ],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), /key twice/],
    ['a metadata key twice', file('{"__metadata__":{"a":"1","a":"2"}}'), /key twice. Received a/],
    ['half a surrogate pair', file('{"__metadata__":{"a":"\\ud800"}}'), /half a surrogate pair/],
    ['metadata not an object', file('{"__metadata__":["a"]}'), /__metadata__ must be an object/],
    ['metadata null', file('{"__metadata__":null}'), /__metadata__ must be an object/],
    ['metadata not text', file('{"__metadata__":{"a":1}}'), /the value of "a" is not one. Received 1/],
    ['entry not an object', file('{"w":[]}'), /tensor "w": an entry must be an object/],
    ['entry null', file('{"w":null}'), /an entry must be an object/],
    ['field missing', file('{"w":{"dtype":"F32","shape":[]}}'), /data_offsets is missing/],
    ['field from the prototype', file('{"__proto__":{"dtype":"F32"}}'), /tensor "__proto__".*shape is missing/],
    [
      'field too many',
      file('{"w":{"dtype":"BOOL","shape":[0],"data_offsets":[0,0],"x":1}}'),
      /nothing else. Received x/,
    ],
    ['dtype not text', file(one(4, [1], [0, 4]), four), /dtype must be a string. Received 4/],
    [
      'dtype of others',
      file(one('F16', [2], [0, 4]), four),
      /not supported by this library. Received F16. Expected one of F32, I32, BOOL/,
    ],
    ['dtype of nobody', file(one('f32', [1], [0, 4]), four), /dtype is unknown. Received f32/],
    ['dtype of JavaScript', file(one('constructor', [1], [0, 4]), four), /dtype is unknown. Received constructor/],
    ['shape not a list', file(one('F32', 1, [0, 4]), four), /shape must be a list/],
    ['negative size', file(one('F32', [-1], [0, 4]), four), /whole, not negative.*Received -1/],
    [
      'fractional size',
      file('{"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', four),
      /digits alone. Received 1.0/,
    ],
    [
      'size with an exponent',
      file('{"w":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}', four),
      /digits alone. Received 1e0/,
    ],
    ['size as text', file(one('F32', ['1'], [0, 4]), four), /shape must be a list/],
    [
      'size beyond 2^53',
      file('{"w":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}', four),
      /safe integers/,
    ],
    ['one offset', file(one('F32', [1], [0]), four), /two non-negative safe integers/],
    ['three offsets', file(one('F32', [1], [0, 4, 4]), four), /two non-negative safe integers/],
    ['offsets backwards', file(one('F32', [1], [4, 0]), four), /must not end before they begin/],
    ['product overflows', file(one('F32', [2 ** 40, 2 ** 40], [0, 4]), four), /size in bytes must be a safe integer/],
    [
      'product overflows before a 0',
      file(one('F32', [2 ** 40, 2 ** 40, 0], [0, 0])),
      /size in bytes must be a safe integer/,
    ],
    ['span too small', file(one('F32', [2], [0, 4]), four), /takes 8 bytes.*span 4 bytes/],
    ['span too large', file(one('BOOL', [2], [0, 4]), four), /takes 2 bytes.*span 4 bytes/],
    ['beyond the file', file(one('F32', [2], [0, 8]), four), /must lie within the 4 bytes.*\[0,8\]/],
    [
      'overlap',
      file(`{"a":${entry('F32', [1], [0, 4])},"b":${entry('F32', [1], [0, 4])}}`, four),
      /tensor "b".*overlap/,
    ],
    ['hole in front', file(one('BOOL', [1], [1, 2]), [0, 0]), /leave a hole: the tensor before ends at 0/],
    [
      'hole between',
      file(`{"a":${entry('BOOL', [1], [0, 1])},"b":${entry('BOOL', [1], [2, 3])}}`, [0, 0, 0]),
      /tensor "b".*hole/,
    ],
    ['tail', file(one('BOOL', [1], [0, 1]), [0, 0]), /cover all of the 2 bytes.*Received 1 bytes/],
    ['data without tensors', file('{}', [0]), /cover all of the 1 bytes/],
    ['bool of 2', file(one('BOOL', [2], [0, 2]), [1, 2]), /must be 0 or 1; element 1 is not. Received 2/],
  ];
  it.each(cases)('%s', (_, bytes, message) => expect(rejection(bytes)).toMatch(message));

  it('more than the caller allows', () => {
    const bytes = encodeSafetensors({ a: f32([1], 1), b: f32([1], 1) });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(Object.keys(decodeSafetensors(bytes, { headerBytes: length, tensors: 2 }).tensors)).toEqual(['a', 'b']);
    expect(rejection(bytes, { headerBytes: length - 1 })).toMatch(/bytes long/);
    expect(rejection(bytes, { headerBytes: 64 })).toMatch(/at most 64 bytes long/);
    expect(rejection(bytes, { tensors: 1 })).toMatch(/at most 1 tensors. Received 2/);
    expect(rejection(file('{}', [], 100_000_001n), { headerBytes: 1e9 })).toMatch(/at most 100000000/);
  });

  it('on the way out: tensors and names that the format cannot hold', () => {
    const bad: [Record<string, TensorData>, Record<string, string>, RegExp][] = [
      [{ w: f32([3], 1, 2) }, {}, /shape \[3\] needs 3 elements. Received 2 elements/],
      [{ w: { ...f32([1], 1), dtype: 'i32' } }, {}, /typed array of its dtype, i32. Received Float32Array/],
      [{ w: f32([-1], 1) }, {}, /non-negative integer/],
      [{ w: bool([1], 3) }, {}, /element 0 is not. Received 3/],
      [{ __metadata__: f32([1], 1) }, {}, /reserved/],
      [{ '\ud800': f32([1], 1) }, {}, /half a surrogate pair/],
      [{}, { a: 1 as never }, /metadata "a": a value must be a string. Received 1/],
      [{}, { a: '\udfff' }, /half a surrogate pair/],
    ];
    for (const [tensors, metadata, message] of bad) expect(() => encodeSafetensors(tensors, metadata)).toThrow(message);
  });
});
