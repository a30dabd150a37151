/** NPY: what NumPy writes is read, what is written NumPy reads, and what is hostile is refused. */
import { readNpy, writeNpy, type NpyDType } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../src/arrays/float16.ts';
import { bytes, numbers, numpy, rejection } from './fixtures.ts';

/** Every array and its type, as the reader gives it. */
const arrays: Readonly<Record<string, [NpyDType, string]>> = {
  '?': ['bool', 'Uint8Array'],
  f2: ['float16', 'Float32Array'],
  f4: ['float32', 'Float32Array'],
  f8: ['float64', 'Float64Array'],
  i1: ['int8', 'Int8Array'],
  i2: ['int16', 'Int16Array'],
  i4: ['int32', 'Int32Array'],
  i8: ['int64', 'Float64Array'],
  u1: ['uint8', 'Uint8Array'],
  u2: ['uint16', 'Uint16Array'],
  u4: ['uint32', 'Uint32Array'],
  u8: ['uint64', 'Float64Array'],
};
const wide = ['i8', 'u8'];

/** A file with another header, and any bytes after it. */
function file(header: string | Uint8Array, data: readonly number[] = [], version = [1, 0]): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const length = version[0] === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), ...version, ...length, ...text, ...data]);
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe('readNpy', () => {
  const plain = numpy.npy.filter(({ name }) => !wide.includes(name.slice(1)));

  it.each(plain)('reads what NumPy writes: $name', async ({ name, file: saved, shape, values }) => {
    const array = await readNpy(bytes(saved));
    expect(array.shape).toEqual(shape);
    expect([...array.data]).toEqual(numbers(values));
    const known = arrays[name.slice(1)];
    if (known !== undefined) expect([array.dtype, array.data.constructor.name]).toEqual(known);
  });

  it('knows every type', () => {
    const seen = new Set(numpy.npy.map(({ name }) => name.slice(1)));
    expect(Object.keys(arrays).filter((code) => !seen.has(code))).toEqual([]);
  });

  it.each(numpy.npy.filter(({ name }) => wide.includes(name.slice(1))))(
    'refuses whole numbers that no double holds: $name',
    async ({ file: saved, values }) => {
      const wrong = values.findIndex((value) => !Number.isSafeInteger(Number(value)));
      expect(await rejection(readNpy(bytes(saved)))).toContain(`element ${wrong}, ${values[wrong]}, is beyond ±2^53`);
    },
  );

  it('reads smaller ones', async () => {
    const saved = writeNpy({ data: [-3, 2 ** 53 - 1], shape: [2] }, { dtype: 'int64' });
    const { data, dtype } = await readNpy(saved);
    expect([dtype, data]).toEqual(['int64', Float64Array.of(-3, 2 ** 53 - 1)]);
  });

  it('takes an ArrayBuffer, a Blob, a Response, and bytes in the middle of others', async () => {
    const saved = bytes(numpy.npy.find(({ name }) => name === '<f8')!.file);
    const wanted = await readNpy(saved);
    const padded = new Uint8Array(saved.length + 3);
    padded.set(saved, 3);
    for (const source of [saved.buffer, new Blob([saved]), new Response(saved), padded.subarray(3), Buffer.from(saved)])
      expect(await readNpy(source)).toEqual(wanted);
  });

  it('gives arrays of their own', async () => {
    const saved = writeNpy(Uint8Array.of(1, 2));
    const { data } = await readNpy(saved);
    saved.fill(9);
    expect([...data]).toEqual([1, 2]);
  });

  it.each([
    ['objects', /Received \|O\. It holds Python objects/],
    ['complex', /Received <c16\. There are bool, int8/],
    ['text', /Received <U2/],
    ['record', /records \(structured arrays\) are not read/],
    ['date', /Received <M8\[D\]/],
  ])('refuses %s', async (name, message) => {
    const said = await rejection(readNpy(bytes(numpy.refused[name]!)));
    expect(said).toMatch(/^FORMAT /);
    expect(said).toMatch(message);
  });

  const f4 = "'<f4'";
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /must start with the byte 0x93 and NUMPY\. Received an empty file/],
    ['another file', Uint8Array.of(0x50, 0x4b, 3, 4), /Received 0x50 0x4b 0x03 0x04/],
    ['no version', file('').subarray(0, 6), /version must be .* Received no version/],
    ['a version to come', file('{}', [], [4, 0]), /1\.0, 2\.0 or 3\.0\. Received 4\.0/],
    ['no length', file('').subarray(0, 9), /ends before the length of its header/],
    ['a header that goes on', file(header(f4, '(1,)')).subarray(0, 30), /header of 58 bytes in a file of 30 bytes/],
    ['a header without end', file(header(f4, '(1,').slice(0, -4)), /dictionary of Python/],
    [
      'a header of 4 GB',
      Uint8Array.of(...file('', [], [2, 0]).subarray(0, 8), 255, 255, 255, 255),
      /at most 65536 bytes/,
    ],
    ['code', file('__import__("os").system("true")'), /dictionary of Python\. Received "__import__/],
    ['a call', file(header("str('<f4')", '(1,)')), /"str\('<f4'\)/],
    ['a sum', file(header(f4, '(1+1,)')), /no "," between two items/],
    ['a list', file('[1, 2]'), /must be a dictionary\. Received \[1,2\]/],
    ['lists in lists', file('['.repeat(5000)), /more than 8 lists in one another/],
    ['a key twice', file("{'descr': '<f4', 'descr': '<f4'}"), /the key descr twice/],
    ['a key too few', file("{'descr': '<f4', 'shape': (1,)}"), /alone\. Received descr, shape/],
    ['a key too many', file(`{'a': 1, ${header(f4, '(1,)').slice(1)}`), /alone\. Received a, descr/],
    ['more after it', file(`${header(f4, '()')} 7`, [0, 0, 0, 0]), /more after the dictionary/],
    ['a descr that is a number', file(header('4', '(1,)')), /descr must be a text\. Received 4/],
    ['an order that is a number', file(header(f4, '(1,)', '0')), /fortran_order must be True or False\. Received 0/],
    ['a shape that is a number', file(header(f4, '4')), /at most 64 whole numbers\. Received 4/],
    ['a negative size', file(header(f4, '(-1,)')), /dictionary of Python\. Received "-1/],
    ['a broken size', file(header(f4, '(1.5,)')), /"1\.5,\),/],
    ['a size beyond all', file(header(f4, '(99999999999999999999,)')), /which is too large/],
    ['too many axes', file(header(f4, `(${'1,'.repeat(65)})`)), /at most 64 whole numbers/],
    ['an unknown type', file(header("'<f16'", '(1,)')), /type of the elements.*Received <f16/],
    ['a type without order', file(header("'|f4'", '(1,)')), /Received \|f4/],
    ['a type of JavaScript', file(header("'<constructor'", '(1,)')), /Received <constructor/],
    [
      'a shape of 4 TB',
      file(header(f4, '(1000000000000,)'), [0, 0, 0, 0]),
      /takes 4000000000000 bytes.*Received 4 bytes/,
    ],
    ['sizes that overflow', file(header(f4, '(4294967296, 4294967296)')), /takes more than 2\^53 bytes/],
    ['sizes that overflow before a 0', file(header(f4, '(4294967296, 4294967296, 0)')), /takes more than 2\^53 bytes/],
    ['too few bytes', file(header(f4, '(2,)'), [0, 0, 0, 0]), /takes 8 bytes after the header; the file is cut short/],
    ['too many bytes', file(header(f4, '(1,)'), [0, 0, 0, 0, 0]), /goes on after them\. Received 5 bytes/],
    ['a bool of 2', file(header("'|b1'", '(2,)'), [1, 2]), /element 1 is the byte 2, and a bool is 0 or 1/],
  ])('refuses %s', async (_, saved, message) => {
    const said = await rejection(readNpy(saved, { name: 'x.npy' }));
    expect(said).toMatch(/^FORMAT readNpy at x\.npy: /);
    expect(said).toMatch(message);
  });

  it('reads what Python 2 wrote', async () => {
    const { data, shape } = await readNpy(file(header(f4, '(1L, 2L)'), [0, 0, 128, 63, 0, 0, 0, 64]));
    expect([[...data], shape]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('a source', () => {
  it.each<[string, unknown, RegExp]>([
    ['a path', 'x.npy', /^DATA .*Received x\.npy\. Read the file first: await readNpy\(await readFile\(path\)\)/],
    ['nothing', undefined, /^DATA .*the source must be bytes/],
    ['null', null, /^DATA .*the source must be bytes/],
    ['a number', 4, /^DATA .*Received 4/],
    ['an answer that is none', new Response('no', { status: 404 }), /^FILE .*the server answered 404/],
  ])('is not %s', async (_, source, message) => {
    expect(await rejection(readNpy(source as Uint8Array))).toMatch(message);
  });

  it.each<[string, () => Uint8Array | Blob | ArrayBuffer | Response]>([
    ['bytes', () => new Uint8Array(101)],
    ['a buffer', () => new ArrayBuffer(101)],
    ['a Blob', () => new Blob([new Uint8Array(101)])],
    ['an answer', () => new Response(new Uint8Array(101))],
  ])('of more than maxBytes is refused: %s', async (_, source) => {
    expect(await rejection(readNpy(source(), { maxBytes: 100 }))).toMatch(
      /^FORMAT .*at most 100 bytes long. Received 101/,
    );
  });

  it('that goes on for ever is left', async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => void (cancelled = true),
    });
    expect(await rejection(readNpy(new Response(endless), { maxBytes: 5000 }))).toMatch(/at most 5000 bytes/);
    expect(cancelled).toBe(true);
  });

  it('that breaks off says why', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('the line went dead')) });
    expect(await rejection(readNpy(new Response(broken)))).toMatch(/^FILE .*cannot be read: the line went dead/);
    const aborted = new ReadableStream({ pull: (c) => c.error(new DOMException('stop', 'AbortError')) });
    expect(await rejection(readNpy(new Response(aborted)))).toMatch(/^ABORTED /);
  });

  it('has the name of a File', async () => {
    expect(await rejection(readNpy(new File(['x'], 'mine.npy')))).toContain('readNpy at mine.npy: ');
  });
});

describe('writeNpy', () => {
  const little = numpy.npy.filter(({ name }) => /^<[^iu]|^<[iu][124]$/.test(name));

  it.each(little)('writes the bytes that NumPy does, but for spaces in the header: $name', async ({ file: saved }) => {
    const [theirs, ours] = [bytes(saved), writeNpy(await readNpy(bytes(saved)))];
    const parts = (of: Uint8Array): [string, number[]] => {
      const start = 10 + of[8]! + 256 * of[9]!;
      return [new TextDecoder('latin1').decode(of.subarray(10, start)).trim(), [...of.subarray(start)]];
    };
    expect(parts(ours)).toEqual(parts(theirs));
    expect(ours.subarray(0, 8)).toEqual(theirs.subarray(0, 8));
    expect((ours.length - parts(ours)[1].length) % 64).toBe(0);
  });

  it.each<[string, Parameters<typeof writeNpy>[0], NpyDType]>([
    ['a typed array', Float64Array.of(1, 2), 'float64'],
    ['numbers', { data: [1, 2], shape: [2] }, 'float64'],
    ['a tensor of ours', { dtype: 'bool', data: Uint8Array.of(1, 0), shape: [2, 1] }, 'bool'],
    ['clamped bytes', Uint8ClampedArray.of(1, 2), 'uint8'],
    ['no axes', { data: Int16Array.of(7), shape: [] }, 'int16'],
    ['many axes', { data: Int8Array.of(7, 8), shape: [1, 1, 2, 1] }, 'int8'],
    ['no rows', { data: new Uint32Array(), shape: [0, 3] }, 'uint32'],
  ])('takes %s', async (_, array, dtype) => {
    const back = await readNpy(writeNpy(array));
    const { data, shape } = ArrayBuffer.isView(array) ? { data: array, shape: [array.length] } : array;
    expect([back.dtype, back.shape, [...back.data]]).toEqual([dtype, shape, [...data]]);
  });

  it.each<[NpyDType, number]>([
    ['bool', 2],
    ['int8', 128],
    ['uint8', -1],
    ['uint8', 256],
    ['int16', 0.5],
    ['int32', 2 ** 31],
    ['uint32', 2 ** 32],
    ['int64', 2 ** 53],
    ['uint64', -1],
    ['int32', NaN],
  ])('refuses what %s does not have: %d', (dtype, value) => {
    expect(() => writeNpy(Float64Array.of(0, value), { dtype })).toThrow(`element 1 is no ${dtype}. Received ${value}`);
  });

  it('refuses values that do not fill their shape, and a type there is not', () => {
    expect(() => writeNpy({ data: [1, 2, 3], shape: [2, 2] })).toThrow('fill their shape, [2, 2]. Received 3 values');
    expect(() => writeNpy({ data: [1], shape: [-1, -1] })).toThrow('fill their shape');
    expect(() => writeNpy([[1]] as never)).toThrow('must be typed, or { data, shape }');
    expect(() => writeNpy({ data: [1, 'a'] as never, shape: [2] })).toThrow('element 1 is no float64. Received a');
    expect(() => writeNpy(BigInt64Array.of(1n) as never)).toThrow('must be numbers. Received BigInt64Array');
    expect(() => writeNpy(Uint8Array.of(1), { dtype: 'f4' as never })).toThrow('dtype must be one of bool, int8');
  });
});

describe('float16', () => {
  it('is what NumPy makes of every 61st', () => {
    const wanted = new Float32Array(bytes(numpy.halves).buffer);
    wanted.forEach((value, i) => expect(fromHalf(61 * i)).toBe(value));
    expect(wanted).toHaveLength(1075);
  });

  it('comes back from every number that it has', () => {
    for (let bits = 0; bits < 65536; bits++)
      if (!Number.isNaN(fromHalf(bits)) && toHalf(fromHalf(bits)) !== bits) expect(toHalf(fromHalf(bits))).toBe(bits);
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });

  it('is rounded as NumPy rounds', () => {
    const { from, to } = numpy.rounded;
    expect(from.map((value) => fromHalf(toHalf(value)))).toEqual(numbers(to));
  });

  it('rounds to the nearer of two neighbours, and half way to the even one', () => {
    for (let bits = 1; bits < 0x7bff; bits += 7) {
      const [low, high] = [fromHalf(bits), fromHalf(bits + 1)];
      const middle = (low + high) / 2;
      const got = [middle - (high - low) / 1e6, middle, middle + (high - low) / 1e6].map(toHalf);
      expect(got).toEqual([bits, bits % 2 === 0 ? bits : bits + 1, bits + 1]);
    }
  });
});
