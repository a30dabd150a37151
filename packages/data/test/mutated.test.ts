/** Files with random faults are read, or refused with an error of ours in one short line; and nothing else. */
import { BernoulliError, Dense, sequential } from '@bernoulli/api';
import { bits, foldIn, key } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { fromKeras, readCsv, readIdx, readNpy, readNpz } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { bytes, keras, numpy } from './fixtures.ts';

const utf8 = new TextEncoder();
const idx = Uint8Array.of(0, 0, 0x0b, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4);
const table = utf8.encode('a,"b ""c""",d\n1,2.5,x\n-3e1,4,"y"\n');
const alphabet = utf8.encode('{}()[]\'",:0123456789-.eE<>|fiub TFL_;\n\r\t\u0000\u00ff');

/** A file with one to three faults: a byte, or bytes cut, taken out or written twice. */
function mutated(file: Uint8Array, index: number): Uint8Array {
  const words = bits(foldIn(key(2014), index), [16]);
  let next = 0;
  const below = (n: number): number => Math.floor((words[next++]! / 2 ** 32) * n);
  let out = file.slice();
  for (let edit = below(3); edit >= 0 && out.length > 0; edit--) {
    const [at, kind] = [below(out.length), below(5)];
    if (kind === 0) out[at] = below(256);
    else if (kind === 1) out[at] = alphabet[below(alphabet.length)]!;
    else if (kind === 2) out = out.slice(0, at);
    else if (kind === 3) out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + 1 + below(4))]);
    else out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(below(at + 1), at), ...out.subarray(at)]);
  }
  return out;
}

async function model() {
  const made = sequential([new Dense({ units: 8, activation: 'relu' }), new Dense({ units: 4 })]);
  made.compile({ seed: 1, backend: cpu() });
  made.buildFor([6]);
  return made;
}

describe('mutated files', () => {
  it.each<[string, Uint8Array[], number, (file: Uint8Array) => Promise<unknown>]>([
    ['NPY', numpy.npy.slice(-8).map(({ file }) => bytes(file)), 4000, (file) => readNpy(file)],
    ['NPZ', [numpy.npz.stored, numpy.npz.deflated].map(bytes), 300, (file) => readNpz(file)],
    ['IDX', [idx], 2000, (file) => readIdx(file)],
    ['CSV', [table], 2000, (file) => readCsv(file, { target: -1, classes: true })],
    [
      'weights',
      [keras.simple.list, keras.simple.named, keras.simple.safetensors].map(bytes),
      300,
      async (file) => fromKeras(await model(), file),
    ],
  ])('%s', async (_, files, rounds, read) => {
    const codes = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      let code = 'read';
      try {
        await read(mutated(files[round % files.length]!, round));
      } catch (error) {
        if (!BernoulliError.is(error)) throw error;
        code = error.code;
        // oxlint-disable-next-line no-control-regex -- they are what is looked for
        expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(error.message.length).toBeLessThan(5000);
      }
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    const known = ['read', 'FORMAT', 'DATA', 'NAME', 'SHAPE'];
    expect([...codes.keys()].filter((code) => !known.includes(code))).toEqual([]);
    expect(rounds - (codes.get('read') ?? 0)).toBeGreaterThan(rounds / 5);
  });
});
