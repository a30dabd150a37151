/** NPZ: archives as NumPy writes them, and archives that lie. */
import { Dense, sequential, type TensorData } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { readNpy, readNpz, writeNpy } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { bytes, numpy, rejection } from './fixtures.ts';
import { zip } from './zip.ts';

const little = bytes(numpy.npy.find(({ name }) => name === '<i2')!.file);

describe('readNpz', () => {
  it.each(['stored', 'deflated'] as const)('reads what NumPy writes: %s', async (how) => {
    const arrays = await readNpz(bytes(numpy.npz[how]));
    expect(Object.keys(arrays)).toEqual(['x', 'y']);
    expect(arrays['x']).toEqual({ dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) });
    expect(arrays['y']).toEqual({ dtype: 'int64', shape: [2], data: Float64Array.of(0, 1) });
  });

  it('gives what fit and predict take', async () => {
    const { x, y } = await readNpz(bytes(numpy.npz.deflated));
    const model = sequential([new Dense({ units: 2, activation: 'softmax' })]);
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', seed: 1, backend: cpu() });
    await model.fit(x!, y!, { epochs: 1, verbose: 0 });
    expect(model.progress.step).toBe(1);
    const predicted = (await model.predict(x!)) as TensorData;
    expect(await readNpy(writeNpy(predicted))).toEqual({ ...predicted, dtype: 'float32' });
  });

  it('names what has no name as NumPy does', async () => {
    const arrays = await readNpz(new Blob([bytes(numpy.npz.list)]));
    expect(Object.keys(arrays)).toEqual(['arr_0', 'arr_1']);
  });

  it('keeps names that mean something to JavaScript', async () => {
    const arrays = await readNpz(
      await zip([
        { name: '__proto__.npy', content: little },
        { name: 'net/a.npy', content: little },
      ]),
    );
    expect(Object.keys(arrays)).toEqual(['__proto__', 'net/a']);
    expect(arrays['__proto__']!.dtype).toBe('int16');
    expect(({} as { dtype?: unknown }).dtype).toBe(undefined);
  });

  it('reads an archive of nothing', async () => {
    expect(await readNpz(await zip([]))).toEqual({});
  });
});

describe('an archive is refused', () => {
  const two = async (): Promise<Uint8Array> =>
    zip([
      { name: 'a.npy', content: little },
      { name: 'b.npy', content: little, deflated: true },
    ]);
  const said = async (file: Uint8Array, options = {}): Promise<string> =>
    rejection(readNpz(file, { name: 'w.npz', ...options }));

  it('when it is none, or cut short anywhere', async () => {
    expect(await said(Uint8Array.of(1, 2, 3))).toMatch(/^FORMAT readNpz at w\.npz: the file must be a whole zip file/);
    const whole = await two();
    for (let length = 0; length < whole.length; length++)
      expect(await said(whole.subarray(0, length)), `${length}`).toMatch(/^FORMAT readNpz at w\.npz/);
  });

  it('when a bit of an array has turned', async () => {
    for (const at of [little.length - 1, 200]) {
      const file = await two();
      file[30 + 'a.npy'.length + at] = file[30 + 'a.npy'.length + at]! ^ 1;
      expect(await said(file)).toMatch(/^FORMAT readNpz at w\.npz/);
    }
    const whole = await two();
    for (let at = 0; at < whole.length; at++) {
      const file = whole.slice();
      file[at] = file[at]! ^ 0x10;
      const got = await readNpz(file).catch((error: { code: string }) => error.code);
      // Some bits mean nothing here, as those of the time; but no array is another.
      if (typeof got === 'object')
        for (const array of Object.values(got)) expect(array.data).toEqual((await readNpz(whole))['a']!.data);
      else expect(got).toBe('FORMAT');
    }
  });

  it('when a member is no array, and says which', async () => {
    expect(await said(await zip([{ name: 'notes.txt', content: little }]))).toMatch(
      /at w\.npz\/notes\.txt: every member must be an array, called NAME\.npy/,
    );
    expect(await said(await zip([{ name: 'a.npy', content: Uint8Array.of(1, 2) }]))).toMatch(
      /at w\.npz\/a\.npy: the file must start with the byte 0x93/,
    );
  });

  it('when two members have one name', async () => {
    const file = await zip([
      { name: 'a.npy', content: little },
      { name: 'a.npy', content: little },
    ]);
    expect(await said(file)).toMatch(/^FORMAT /);
  });

  it('when it holds more than maxBytes, before any of it is unpacked', async () => {
    const bomb = await zip([{ name: 'a.npy', content: new Uint8Array(20e6), deflated: true }]);
    expect(bomb.length).toBeLessThan(30_000);
    expect(await said(bomb, { maxBytes: 1e6 })).toMatch(/at most 1000000 bytes\. Received 20000000 bytes and more/);
    const small = { content: new Uint8Array(4e5), deflated: true };
    const many = await zip([1, 2, 3].map((i) => ({ name: `${i}.npy`, ...small })));
    expect(await said(many, { maxBytes: 1e6 })).toMatch(/at most 1000000 bytes\. Received 1200000 bytes and more/);
  });

  it('when it claims what deflate cannot reach, and takes no memory for it', async () => {
    const file = await zip([{ name: 'a.npy', content: little, deflated: true, claim: 2e9 }]);
    const before = process.memoryUsage().arrayBuffers;
    expect(await said(file)).toMatch(
      /at w\.npz\/a\.npy: \d+ bytes in the file stand for at most \d+\. Received 2000000000/,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e8);
  });

  it('when a member unpacks to more or less than it claims', async () => {
    for (const claim of [little.length - 1, little.length + 1, 10])
      expect(await said(await zip([{ name: 'a.npy', content: little, deflated: true, claim }])), `${claim}`).toMatch(
        /^FORMAT /,
      );
    const huge = await zip([{ name: 'a.npy', content: new Uint8Array(5e7), deflated: true, claim: 1000 }]);
    expect(await said(huge)).toMatch(/^FORMAT /);
  });

  it('when members lie in one another', async () => {
    const inner = { name: 'b.npy', content: little };
    const record = zip([inner]).subarray(0, 30 + inner.name.length + little.length);
    const outer = { name: 'a.npy', content: writeNpy(record) };
    const place = 30 + outer.name.length + outer.content.length - record.length;
    expect(Object.keys(await readNpz(zip([outer, inner])))).toEqual(['a', 'b']);
    expect(await said(zip([outer, { ...inner, place }]))).toMatch(/^FORMAT .*whole zip file/);
  });

  it('when a member is encrypted, or packed in another way', async () => {
    const change = async (offset: number, value: number): Promise<string> => {
      const file = await zip([{ name: 'a.npy', content: little }]);
      const directory = file.length - 22 - 46 - 'a.npy'.length;
      file[offset] = value;
      file[directory + offset + 2] = value;
      return said(file);
    };
    expect(await change(6, 1)).toMatch(/w\.npz\/a\.npy: the member must not be encrypted/);
    expect(await change(8, 12)).toMatch(/w\.npz\/a\.npy: the member must be stored or deflated\. Received method 12/);
  });
});
