/** The generator against JAX: words, keys, and streams of bits and numbers. */
import { expect, it } from 'vitest';
import { tally } from '../../../../../tests/oracles/known.ts';
import { describeOracle } from '../../../../../tests/oracles/oracle-file.ts';
import { fillBits, fillUniform, foldIn, key, split, threefry2x32, type Key } from './threefry.ts';

interface Listed {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface JaxRandom {
  readonly threefry2x32: readonly { key: Key; counter: Key; out: Key }[];
  readonly keys: readonly { seed: number; key_data_x64: Key }[];
  readonly fold_in: readonly { key_data: Key; data: number; out: Key }[];
  readonly split: readonly { key_data: Key; n: number; out: Listed }[];
  readonly draws: readonly {
    key_data: Key;
    seed: number;
    fold_in_chain: number[];
    draws: { bits: Listed; uniform: Listed }[];
  }[];
}

describeOracle<JaxRandom>(
  'jax-random.json',
  ({ threefry2x32: answers, keys, fold_in: folds, split: splits, draws }) => {
    it('gives the same words', () => answers.forEach((t) => expect(threefry2x32(t.key, t.counter)).toEqual(t.out)));
    it('gives the same keys', () => keys.forEach((t) => expect(key(t.seed)).toEqual(t.key_data_x64)));
    it('folds alike', () => folds.forEach((t) => expect(foldIn(t.key_data, t.data)).toEqual(t.out)));
    it('splits alike', () => splits.forEach((t) => expect(split(t.key_data, t.n).flat()).toEqual(t.out.data)));
    it('draws the same bits and numbers', () => {
      for (const { seed, fold_in_chain, key_data, draws: list } of draws) {
        expect(fold_in_chain.reduce<Key>(foldIn, key(seed >>> 0))).toEqual(key_data);
        for (const { bits, uniform } of list) {
          const words = new Uint32Array(bits.data.length);
          fillBits(key_data, words);
          expect([...words]).toEqual(bits.data);
          const numbers = new Float32Array(bits.data.length);
          fillUniform(key_data, numbers);
          expect([...numbers]).toEqual(uniform.data.map(Math.fround));
        }
      }
    });
    tally({ of: [...answers, ...keys, ...folds, ...splits, ...draws] });
  },
);
