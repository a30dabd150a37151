/** CSV: tables as people write them, and what is said of those that are none. */
import { gzipSync } from 'node:zlib';
import { Dense, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { readCsv, type ReadCsvOptions } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { rejection } from './fixtures.ts';

const flowers = `length,width,species
5.1,3.5,setosa
6.2,2.9,virginica
5.9,3,versicolor
4.7,3.2,setosa
`;

describe('readCsv', () => {
  it('reads features and classes, which fit takes', async () => {
    const { x, y, features, targets, classes } = await readCsv(flowers, { target: 'species', classes: true });
    expect(x).toEqual({ data: Float32Array.of(5.1, 3.5, 6.2, 2.9, 5.9, 3, 4.7, 3.2), shape: [4, 2] });
    expect(y).toEqual(Int32Array.of(0, 2, 1, 0));
    expect([features, targets, classes]).toEqual([
      ['length', 'width'],
      ['species'],
      ['setosa', 'versicolor', 'virginica'],
    ]);
    const model = sequential([new Dense({ units: classes.length, activation: 'softmax' })]);
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: 1, backend: cpu() });
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    expect((await model.predict(x)).shape).toEqual([4, 3]);
  });

  it('reads a target of numbers, several, or none', async () => {
    const text = 'a,b,c\n1,2,3\n4,5,6\n';
    const one = await readCsv(text, { target: 'c' });
    expect([one.x.shape, one.y, one.classes]).toEqual([[2, 2], Float32Array.of(3, 6), []]);
    const several = await readCsv(text, { target: ['c', 'a'] });
    expect([several.features, several.y]).toEqual([['b'], { data: Float32Array.of(3, 1, 6, 4), shape: [2, 2] }]);
    const none = await readCsv(text);
    expect([none.x.data, none.y, none.targets]).toEqual([Float32Array.of(1, 2, 3, 4, 5, 6), undefined, []]);
  });

  it('takes columns by name and by number, from the front and the back, in the order asked for', async () => {
    const { x, y, features, targets } = await readCsv('a,b,c,d\n1,2,3,4\n', { features: ['c', 0], target: -1 });
    expect([[...x.data], [...y], features, targets]).toEqual([[3, 1], [4], ['c', 'a'], ['d']]);
  });

  it('takes a file without a header', async () => {
    const { x, y, features, targets } = await readCsv('1,2,no\n3,4,yes', { header: false, target: 2, classes: true });
    expect([[...x.data], [...y], features, targets]).toEqual([[1, 2, 3, 4], [0, 1], ['0', '1'], ['2']]);
  });

  it.each([
    ['semicolons', 'a;b\n1.5;2\n3;4\n', {}],
    ['tabs', 'a\tb\n1.5\t2\n3\t4\n', {}],
    ['bars', 'a|b\n1.5|2\n3|4\n', {}],
    ['a delimiter that is said', 'a::b\n1.5::2\n3::4\n', { delimiter: '::' }],
    ['lines of Windows', 'a,b\r\n1.5,2\r\n3,4\r\n', {}],
    ['lines of old Macs', 'a,b\r1.5,2\r3,4\r', {}],
    ['no last line end', 'a,b\n1.5,2\n3,4', {}],
    ['empty lines', '\na,b\n\n1.5,2\n  \n3,4\n\n\n', {}],
    ['spaces', ' a , b \n 1.5 , 2\n3,\t4 \n', {}],
    ['quotes', '"a","b"\n"1.5","2"\n"3","4"\n', {}],
    ['a byte order mark', '\ufeffa,b\n1.5,2\n3,4\n', {}],
    ['other ways to write numbers', 'a,b\n+.15e1,2.\n3e0,4.00E+0\n', {}],
  ])('takes %s', async (_, text, options) => {
    for (const source of [text, new TextEncoder().encode(text)]) {
      const { x, features } = await readCsv(source, options);
      expect([features, x.shape, [...x.data]]).toEqual([
        ['a', 'b'],
        [2, 2],
        [1.5, 2, 3, 4],
      ]);
    }
  });

  it('takes quoted names and words with all that may be in them', async () => {
    const text = '"a, ""b""\nc",d\n1,"x,\ny"\n2,z\n';
    const { features, classes } = await readCsv(text, { target: 'd', classes: true });
    expect([features, classes]).toEqual([['a, "b"\nc'], ['x,\ny', 'z']]);
  });

  it('reads one column', async () => {
    expect((await readCsv('a\n1\n2\n')).x).toEqual({ data: Float32Array.of(1, 2), shape: [2, 1] });
  });

  it('takes gzip and a Blob', async () => {
    const zipped = new Blob([new Uint8Array(gzipSync(flowers))]);
    expect((await readCsv(zipped, { target: 'species', classes: true })).x.shape).toEqual([4, 2]);
  });

  it('sorts classes that are numbers by value, and keeps the order that is given', async () => {
    const text = 'a,n\n1,10\n1,9\n1,-2\n1,10\n';
    const sorted = await readCsv(text, { target: 'n', classes: true });
    expect([sorted.classes, [...sorted.y]]).toEqual([
      ['-2', '9', '10'],
      [2, 1, 0, 2],
    ]);
    const given = await readCsv(text, { target: 'n', classes: ['10', '7', '9', '-2'] });
    expect([given.classes, [...given.y]]).toEqual([
      ['10', '7', '9', '-2'],
      [0, 2, 3, 0],
    ]);
  });

  it('fills empty cells where it is told what they stand for, but for targets', async () => {
    const { x } = await readCsv('a,b\n,1\n2,\n', { missing: NaN });
    expect([...x.data]).toEqual([NaN, 1, 2, NaN]);
    expect(await rejection(readCsv('a,b\n,1\n2,\n', { missing: 0, target: 'b' }))).toContain('row 3, column "b"');
  });

  it('counts rows as a spreadsheet does', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},${i === 2500 ? 'many' : i}`);
    expect(await rejection(readCsv(`a,b\n\n${rows.join('\n')}`, { name: 'big.csv' }))).toBe(
      'DATA readCsv at big.csv: row 2503, column "b": the cell must be a number. Received many.',
    );
  });

  const options = (more: ReadCsvOptions): ReadCsvOptions & { target?: undefined } => more as { target?: undefined };
  it.each<[string, string, ReadCsvOptions, RegExp]>([
    ['a word', 'a,b\n1,2\n3,x\n', {}, /^DATA readCsv: row 3, column "b": the cell must be a number\. Received x\./],
    ['an empty cell', 'a,b\n1,2\n,4\n', {}, /^DATA .*row 3, column "a".*Received an empty cell/],
    ['NaN', 'a\n1\nNaN\n', {}, /^DATA .*row 3, column "a".*Received NaN/],
    ['Infinity', 'a\nInfinity\n', {}, /^DATA .*row 2.*Received Infinity/],
    ['hexadecimals', 'a\n0x10\n', {}, /Received 0x10/],
    ['decimal commas', 'a;b\n1,5;2\n', { delimiter: ';' }, /row 2, column "a".*Received 1,5/],
    ['more than f32 holds', 'a\n1e39\n', {}, /row 2, column "a": the cell must be a number that 32 bits hold.*1e39/],
    ['a word without header', '1,2\nx,4\n', { header: false }, /row 2, column "0"/],
    ['a header that is none', '1,2\n', {}, /^DATA .*there is no row of data/],
    ['nothing', '', {}, /^DATA .*there is no row of data/],
    ['a path', 'iris.csv', {}, /^DATA .*Received iris\.csv\. A path is not read/],
    ['a short row', 'a,b\n1,2\n3\n', {}, /^FORMAT .*row 3 must have 2 cells, as the first row has\. Received 1/],
    ['a long row', 'a,b\n1,2,3\n', {}, /^FORMAT .*row 2 must have 2 cells.*Received 3/],
    ['a quote without end', 'a,b\n1,"2\n3,4\n', {}, /^FORMAT .*row 2 has quotes that do not fit together/],
    ['an unknown column', 'a,b\n1,2\n', { target: 'c' }, /^NAME .*no such column\. Received c\. There are a, b\./],
    ['a column too far', 'a,b\n1,2\n', { features: [2] }, /^NAME .*whole number from -2 to 1\. Received 2/],
    ['a name of two', 'a,b,a\n1,2,3\n', { target: 'a' }, /^NAME .*several columns.*Received a\. Say its number: 0, 2/],
    ['a target alone', 'a\n1\n', { target: 'a' }, /^DATA .*no column beside the target/],
    [
      'an unknown class',
      'a,b\n1,x\n2,y\n',
      { target: 'b', classes: ['x'] },
      /^DATA .*row 3, column "b".*one of x\. Received y/,
    ],
    [
      'no class',
      'a,b\n1,x\n2,\n',
      { target: 'b', classes: true },
      /^DATA .*row 3, column "b": the cell must be a class/,
    ],
    ['classes without target', 'a\n1\n', { classes: true }, /^CONFIG .*classes are those of one target/],
    ['classes of two', 'a,b,c\n1,2,3\n', { target: ['a', 'b'], classes: true }, /^CONFIG .*those of one target/],
    ['classes twice', 'a,b\n1,x\n', { target: 'b', classes: ['x', 'x'] }, /^CONFIG .*a word twice/],
    ['a delimiter of none', 'a\n1\n', { delimiter: '' }, /^CONFIG .*delimiter must be text without quotes/],
    ['a delimiter that is a quote', 'a\n1\n', { delimiter: '"' }, /^CONFIG .*delimiter/],
    ['no features', 'a\n1\n', { features: [] }, /^CONFIG .*features must be a list/],
    ['a setting there is not', 'a\n1\n', { targets: 'a' } as ReadCsvOptions, /^CONFIG .*Did you mean target\?/],
  ])('refuses %s', async (_, text, given, message) => {
    expect(await rejection(readCsv(text, options(given)))).toMatch(message);
  });

  it('refuses bytes that are no text, and more than it may unpack', async () => {
    expect(await rejection(readCsv(Uint8Array.of(0x61, 0x0a, 0xff)))).toMatch(/^FORMAT .*must be text in UTF-8/);
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(5e6, '1\n')));
    expect(await rejection(readCsv(bomb, { maxBytes: 1e5 }))).toMatch(/^FORMAT .*at most 100000 bytes long/);
  });
});
