/** Open sizes with names: sizes of one name are one size, and a stored model keeps them. */
import {
  Concatenate,
  Dense,
  GlobalMaxPooling1D,
  input,
  model,
  modelFromFiles,
  modelToFiles,
  sequential,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { rounded } from './nets.ts';

const backend = rounded();
const rows = (steps: number, n: number) => ({ shape: [2, steps, n], data: new Float32Array(2 * steps * n) });

function twoTexts() {
  const a = input({ shape: [null, 3], names: ['words', null] });
  const b = input({ shape: [null, 2], names: ['words', null] });
  const net = model(
    [a, b],
    new Dense({ units: 1 }).apply(new GlobalMaxPooling1D().apply(new Concatenate().apply(a, b))),
  );
  net.compile({ seed: 1, backend });
  return net;
}

describe('names of open sizes', () => {
  it('make two sizes one', async () => {
    const net = twoTexts();
    expect(await net.predict([rows(4, 3), rows(4, 2)])).toMatchObject({ shape: [2, 1] });
    await expect(net.predict([rows(4, 3), rows(5, 2)])).rejects.toThrow(
      /words must be one size in all inputs.*4 and 5/s,
    );
  });

  it('are told to exporters, and kept in files', async () => {
    const net = twoTexts();
    const names = async (of: typeof net) => [...(await of.program('inference')).sizeNames.values()];
    expect(await names(net)).toEqual(['words']);
    const again = modelFromFiles(await modelToFiles(net), { backend }) as unknown as typeof net;
    expect(await names(again)).toEqual(['words']);
    await expect(again.predict([rows(4, 3), rows(5, 2)])).rejects.toThrow(/words/);
  });

  it('go with buildFor, too', async () => {
    const net = sequential([new GlobalMaxPooling1D(), new Dense({ units: 1 })]);
    net.compile({ seed: 1, backend });
    net.buildFor({ shape: [null, 2], names: ['steps', null] });
    expect([...(await net.program('sample')).sizeNames.values()]).toEqual(['steps']);
  });

  it.each([[['words']], [['words', '']], ['words'], [[1, null]]])('refuses %j', (names) => {
    expect(() => input({ shape: [null, 3], names: names as string[] })).toThrow(
      /a list with a text or null for each axis/,
    );
  });
});
