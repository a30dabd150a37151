/** The family gives what Keras and PyTorch give for the same masks, and what their extremes give. */
import type { DropoutKind } from '@bernoulli/api';
import { drawnProbability } from '@bernoulli/api/random';
import { expect, it } from 'vitest';
import type { Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { fromKeras } from '../../../tests/oracles/keras-config.ts';
import { tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { makeKind } from './dropout-kinds.ts';
import { DropoutSite } from './dropout-site.ts';

interface OfClass {
  readonly class: string;
}

interface Given extends OfClass {
  readonly name: string;
  readonly mask?: Encoded;
  readonly standard_normal?: Encoded;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
  /** Keras. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** PyTorch. */
  readonly p?: number;
}

interface Law extends OfClass {
  readonly rate?: number;
  readonly stddev?: number;
  readonly mean: number;
  readonly variance: number;
  readonly kept_value?: number;
  readonly dropped_value?: number;
  /** What an input of N(0, 1) becomes. */
  readonly standard_normal_input?: { readonly mean: number; readonly variance: number };
}

interface Extreme extends OfClass {
  readonly library: string;
  readonly rate: number;
  readonly rate_type: string;
  readonly training: boolean;
  readonly output?: 'identity' | 'zeros' | 'random';
  readonly construct?: string;
  readonly call?: string;
}

interface Content {
  readonly keras_masked: readonly Given[];
  readonly torch_masked: readonly Given[];
  readonly moments: readonly Law[];
  readonly extremes: readonly Extreme[];
  readonly attention: readonly OfClass[];
}

/** Keras's name for what PyTorch calls Dropout1d; its layers have the channels last. */
const named = (name: string): string => name.replace(/^Dropout(\d)d$/, 'SpatialDropout$1D');

/** Whether the case has its channels elsewhere than last: then the same mask is one of plain dropout. */
const isElsewhere = ({ class: name, config, p }: Given): boolean =>
  config?.['data_format'] === 'channels_first' || (p !== undefined && /^(Dropout\dd|FeatureAlphaDropout)$/.test(name));

/** The layer that draws one value wherever the oracle's mask has one. */
function layerOf(c: Given): DropoutKind {
  const { data_format: _, ...config } = c.config ?? { rate: c.p };
  if (!isElsewhere(c)) return makeKind(named(c.class), fromKeras(config));
  return makeKind(/Alpha/.test(c.class) ? 'AlphaDropout' : 'Dropout', { ...config, noiseShape: c.mask!.shape });
}

/** The setting by which a class says how strong it is. */
const strength = (name: string, value: number): Record<string, number> =>
  name === 'GaussianNoise' ? { stddev: value } : { rate: value };

/** An input that the class takes, of 8,192 elements: 64 rows of 64 channels, with two values in each. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  SpatialDropout2D: [64, 2, 1, 64],
  SpatialDropout3D: [64, 1, 2, 1, 64],
};

describeOracle<Content>('dropout-semantics.json', (content) => {
  const { keras_masked, torch_masked, moments, extremes, attention } = content;
  const given = [...keras_masked, ...torch_masked];

  it.each(given.map((c) => ({ ...c, library: c.p === undefined ? 'Keras' : 'PyTorch' })))(
    '$library $class $name',
    (c) => {
      const noise = c.mask ?? c.standard_normal!;
      const site = new DropoutSite(layerOf(c), c.input.shape, { given: true });
      expect(site.site!.noise.shape).toEqual(noise.shape);
      const { y, gradient } = site.run({ x: c.input.data, upstream: c.upstream.data, noise: noise.data });
      expectClose(y, c.output, 1e-5, 'output');
      expectClose(gradient, c.input_grad, 1e-5, 'gradient');
    },
  );

  it.each(moments.map((c) => ({ ...c, at: c.rate ?? c.stddev! })))('moments of $class at $at', ({ at, ...c }) => {
    const layer = makeKind(c.class, strength(c.class, at));
    const law = layer.moments(1);
    // The oracle divides by 1 − rate, we by the probability that is drawn; its variance is 1 / (1 − rate) − 1.
    const isScaled = c.class === 'Dropout';
    const ratio = isScaled ? (1 - c.rate!) / drawnProbability(1 - c.rate!) : 1;
    expectClose(law.mean, c.mean, 1e-5);
    expectClose(law.variance, isScaled ? ratio * (c.variance + 1) - 1 : c.variance, 1e-5);
    if (c.standard_normal_input !== undefined) {
      // The mean is a straight line of x, and the variance a parabola: two points say all.
      const [low, high] = [layer.moments(-1), law];
      const slope = (high.mean - low.mean) / 2;
      expectClose((low.mean + high.mean) / 2, c.standard_normal_input.mean, 1e-6);
      expectClose((low.variance + high.variance) / 2 + slope ** 2, c.standard_normal_input.variance, 1e-6);
    }
    if (c.kept_value === undefined) return;
    const { y } = new DropoutSite(layer, [1, 2], { given: true }).run({ noise: [1, 0] });
    expectClose(y, [ratio * c.kept_value, c.dropped_value!], 1e-5);
  });

  it.each(extremes.filter(isKind))(
    '$library $class at rate $rate ($rate_type), training $training',
    ({ class: of, rate, training, output, construct, call }) => {
      const name = named(of);
      const config = strength(name, rate);
      // Where Keras fails in training we refuse at once, unless zeros are the limit. Noise may be stronger than Keras allows.
      if (name === 'GaussianDropout' && rate === 1) call = construct = 'refused';
      if (name === 'GaussianNoise' && rate > 1)
        return expect(makeKind(name, config).moments(0).variance).toBe(rate ** 2);
      if (construct !== undefined) {
        expect(() => makeKind(name, config)).toThrow(/must be (in \[0, 1[\])]|a finite number of at least 0)/);
        return;
      }
      const shape = shapes[name] ?? [64, 2, 64];
      const layer = makeKind(name, config);
      const x = Array.from({ length: 64 * 2 * 64 }, (_, i) => i + 1);
      const mode = training ? 'train' : 'infer';
      const { y, noise } = new DropoutSite(layer, shape, { mode }).run({ x });
      if (output === 'identity') return expect([...y.data]).toEqual(x);
      if (output === 'zeros' || call !== undefined) return expect([...y.data].every((v) => v === 0)).toBe(true);
      expect([...y.data]).not.toEqual(x);
      if (noise.dtype !== 'bool') return;
      const kept = [...noise.data].reduce((sum, m) => sum + m, 0) / noise.data.length;
      // Six standard deviations.
      expect(Math.abs(kept - (1 - rate))).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / noise.data.length));
    },
  );

  // Masks of recurrent layers are in a file of their own.
  const run = [...given, ...moments, ...extremes.filter(isKind)];
  tally<OfClass>({ of: [...given, ...moments, ...extremes, ...attention], run, label: (c) => c.class });
});

function isKind({ class: name }: OfClass): boolean {
  return !/RNN|LSTM|GRU/.test(name);
}
