/** Draws by key against JAX, and the masks that Keras draws on it. */
import { bernoulli, bits, key, uniform, type Key } from '@bernoulli/api/random';
import { expect, it } from 'vitest';
import type { Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';

interface Draw {
  readonly shape: number[];
  readonly bits: Encoded;
  readonly uniform: Encoded;
  readonly bernoulli: readonly { p: number; mask: Encoded }[];
}
interface JaxRandom {
  /** `key_data`: where JAX cuts seeds to their low 32 bits. */
  readonly keys: readonly { seed: number; key_data: Key; key_data_x64: Key }[];
  readonly draws: readonly { key_data: Key; draws: readonly Draw[] }[];
  readonly keras_dropout: readonly {
    seed: number;
    keep_prob: number;
    shape: number[];
    calls: { key_data: Key; mask: Encoded; output_for_ones: Encoded }[];
  }[];
}

describeOracle<JaxRandom>('jax-random.json', ({ keys, draws, keras_dropout }) => {
  it('keys of seeds', () => {
    for (const { seed, key_data, key_data_x64 } of keys)
      expect([key(seed >>> 0), key(seed)]).toEqual([key_data, key_data_x64]);
  });

  it.each(draws)('draws of key $key_data', ({ key_data: k, draws: list }) => {
    for (const draw of list) {
      expect([...bits(k, draw.shape)]).toEqual(draw.bits.data);
      expect([...uniform(k, draw.shape)]).toEqual(draw.uniform.data.map(Math.fround));
      for (const { p, mask } of draw.bernoulli) expect([...bernoulli(k, p, draw.shape)]).toEqual(mask.data);
    }
  });

  it('the masks that Keras draws on JAX', () => {
    for (const { keep_prob, shape, calls } of keras_dropout)
      for (const { key_data, mask, output_for_ones } of calls) {
        const drawn = [...bernoulli(key_data, keep_prob, shape)];
        expect(drawn).toEqual(mask.data);
        expectClose(
          drawn.map((kept) => kept / keep_prob),
          output_for_ones,
          1e-6,
        );
      }
  });

  tally({ of: [...keys, ...draws, ...keras_dropout] });
});
