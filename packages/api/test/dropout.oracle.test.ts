/** Dropout gives what Keras and PyTorch give for the same masks, and what their extremes give. */
import { Dropout, type DropoutConfig } from '@bernoulli/api';
import { drawnProbability } from '@bernoulli/api/random';
import { expect, it } from 'vitest';
import type { Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { fromKeras } from '../../../tests/oracles/keras-config.ts';
import { tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { DropoutSite } from './dropout-site.ts';

interface OfClass {
  readonly class: string;
}

interface Masked extends OfClass {
  readonly name: string;
  readonly mask: Encoded;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
  /** Keras. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** PyTorch. */
  readonly p?: number;
}

interface Moments extends OfClass {
  readonly rate: number;
  readonly mean: number;
  readonly variance: number;
  readonly kept_value: number;
  readonly dropped_value: number;
}

interface Extreme extends OfClass {
  readonly library: string;
  readonly rate: number;
  readonly rate_type: string;
  readonly training: boolean;
  readonly output?: 'identity' | 'zeros' | 'random';
  readonly construct?: string;
}

interface Content {
  readonly keras_masked: readonly Masked[];
  readonly torch_masked: readonly Masked[];
  readonly moments: readonly Moments[];
  readonly extremes: readonly Extreme[];
  readonly rnn: readonly OfClass[];
  readonly attention: readonly OfClass[];
}

/** Channel-wise dropout is Dropout with a noise shape. */
const isDropout = ({ class: name }: OfClass): boolean => /^(Spatial)?Dropout(\dD|\dd)?$/.test(name);

/** The layer that draws one value wherever the oracle's mask has one. */
function layerOf({ class: name, config = {}, p, mask }: Masked): Dropout {
  const { rate = p, noiseShape } = fromKeras(config) as Partial<DropoutConfig>;
  const own = name === 'Dropout' && p === undefined;
  return new Dropout({ rate: rate!, noiseShape: own ? noiseShape : mask.shape });
}

describeOracle<Content>('dropout-semantics.json', (content) => {
  const { keras_masked, torch_masked, moments, extremes, rnn, attention } = content;
  const masked = [...keras_masked, ...torch_masked];

  it.each(masked.filter(isDropout).map((c) => ({ ...c, library: c.p === undefined ? 'Keras' : 'PyTorch' })))(
    '$library $class $name',
    (c) => {
      const site = new DropoutSite(layerOf(c), c.input.shape, { given: true });
      expect(site.site!.noise.shape).toEqual(c.mask.shape);
      const { y, gradient } = site.run({ x: c.input.data, upstream: c.upstream.data, noise: c.mask.data });
      expectClose(y, c.output, 1e-5, 'output');
      expectClose(gradient, c.input_grad, 1e-5, 'gradient');
    },
  );

  it.each(moments.filter(isDropout))('moments at rate $rate', ({ rate, mean, variance, kept_value, dropped_value }) => {
    const layer = new Dropout({ rate });
    const law = layer.moments(1);
    // The oracle divides by 1 − rate, we by the probability that is drawn; its variance is 1 / (1 − rate) − 1.
    const ratio = (1 - rate) / drawnProbability(1 - rate);
    expectClose(law.mean, mean, 1e-6);
    expectClose(law.variance, ratio * (variance + 1) - 1, 1e-5);
    const { y } = new DropoutSite(layer, [1, 2], { given: true }).run({ noise: [1, 0] });
    expectClose(y, [ratio * kept_value, dropped_value], 1e-5);
  });

  it.each(extremes.filter(isDropout))(
    '$library $class at rate $rate ($rate_type), training $training',
    ({ class: name, rate, training, output, construct }) => {
      if (construct !== undefined) {
        expect(() => new Dropout({ rate })).toThrow(/rate must be in \[0, 1\]/);
        return;
      }
      const shape = [64, 2, 64];
      const layer = new Dropout({ rate, noiseShape: name === 'Dropout' ? undefined : [64, 1, 64] });
      const x = Array.from({ length: 64 * 2 * 64 }, (_, i) => i + 1);
      const mode = training ? 'train' : 'infer';
      const y = [...new DropoutSite(layer, shape, { mode }).run({ x }).y.data];
      if (output === 'identity') return expect(y).toEqual(x);
      if (output === 'zeros') return expect(y.every((v) => v === 0)).toBe(true);
      expectClose(
        y,
        y.map((v, i) => (v === 0 ? 0 : x[i]! / (1 - rate))),
        1e-6,
      );
      const kept = y.filter((v) => v !== 0).length / y.length;
      // Half as many draws as elements, and six standard deviations.
      expect(Math.abs(kept - (1 - rate))).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / (y.length / 2)));
    },
  );

  // Masks for recurrent layers and attention wait for those layers.
  const all = [...masked, ...moments, ...extremes];
  tally<OfClass>({ of: [...all, ...rnn, ...attention], run: all.filter(isDropout), label: (c) => c.class });
});
