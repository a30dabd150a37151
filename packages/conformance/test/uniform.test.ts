/** The words behind `uniform` are checked once more, by the published algorithm in exact integers. */
import { cases } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { uniformCases as writtenOut } from '../src/cases/uniform.ts';
import { drawn } from '../src/threefry.ts';

const WORD = 2n ** 32n;
const ROTATIONS = [
  [13n, 15n, 26n, 6n],
  [17n, 29n, 16n, 24n],
] as const;

/** Threefry-2x32 with 20 rounds, as Salmon and others give it (2011). */
function threefry([k0, k1]: readonly [bigint, bigint], counter: bigint): bigint {
  const keys = [k0, k1, k0 ^ k1 ^ 0x1bd11bdan];
  let x0 = ((counter >> 32n) + k0) % WORD;
  let x1 = ((counter % WORD) + k1) % WORD;
  for (let group = 0; group < 5; group++) {
    for (const turn of ROTATIONS[group % 2]!) {
      x0 = (x0 + x1) % WORD;
      x1 = (((x1 << turn) | (x1 >> (32n - turn))) % WORD) ^ x0;
    }
    x0 = (x0 + keys[(group + 1) % 3]!) % WORD;
    x1 = (x1 + keys[(group + 2) % 3]! + BigInt(group + 1)) % WORD;
  }
  return x0 ^ x1;
}

describe('the words that cases by rule are drawn with', () => {
  it('are those of the cases that are written out', () => {
    for (const {
      inputs: [key, offset],
      attrs: { shape },
      output,
    } of writtenOut.values)
      expect(drawn(key!.data as [number, number], shape, offset!.data[0])).toEqual(output);
  });
});

describe('uniform', () => {
  it('agrees with the known answer of the zero key', () =>
    expect(threefry([0n, 0n], 0n)).toBe(0x6b200159n ^ 0x99ba4efen));

  it.each(cases.uniform.values)('$name', ({ inputs: [key, offset], attrs: { shape }, output }) => {
    const [k0, k1] = key!.data.map((word) => BigInt.asUintN(32, BigInt(word)));
    const row = shape.slice(1).reduce((n, size) => n * size, 1);
    const start = BigInt(offset!.data[0]!) * BigInt(row);
    const want = output.data.map((_, i) => Number(threefry([k0!, k1!], start + BigInt(i)) >> 9n) * 2 ** -23);
    expect(output.data).toEqual(want);
  });
});
