/** Dropout gives what Keras and PyTorch give for the same masks, and what their extremes give. */
import { Dropout, type DropoutConfig } from '@bernoulli/api';
import { expect, it } from 'vitest';
import { DropoutSite } from './dropout-site.ts';
import { describeOracle, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Masked {
  readonly name: string;
  readonly class: string;
  readonly mask: Encoded;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
  /** Keras. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly noise_shape?: readonly number[];
  /** PyTorch. */
  readonly p?: number;
}

interface Extreme {
  readonly library: string;
  readonly class: string;
  readonly rate: number;
  readonly rate_type: string;
  readonly training: boolean;
  readonly output?: 'identity' | 'zeros' | 'random';
  readonly construct?: string;
}

interface Content {
  readonly keras_masked: readonly Masked[];
  readonly torch_masked: readonly Masked[];
  readonly moments: readonly { class: string; rate: number; mean: number; variance: number }[];
  readonly extremes: readonly Extreme[];
}

/** Channel-wise dropout is Dropout with a noise shape. */
const isDropout = ({ class: name }: { readonly class: string }): boolean => /^(Spatial)?Dropout(\dD|\dd)?$/.test(name);

/** The layer that draws one value wherever the oracle's mask has one. */
function layerOf({ class: name, config = {}, p, mask }: Masked): Dropout {
  const { rate = p, noiseShape } = fromKeras(config) as Partial<DropoutConfig>;
  const own = name === 'Dropout' && p === undefined;
  return new Dropout({ rate: rate!, noiseShape: own ? noiseShape : mask.shape });
}

describeOracle<Content>('dropout-semantics.json', ({ keras_masked, torch_masked, moments, extremes }) => {
  const masked = [
    ...keras_masked.map((c) => ['Keras', c] as const),
    ...torch_masked.map((c) => ['PyTorch', c] as const),
  ];

  it.each(
    masked.filter(([, c]) => isDropout(c)).map(([library, c]) => [`${library} ${c.class} ${c.name}`, c] as const),
  )('%s', (name, c) => {
    const site = new DropoutSite(layerOf(c), c.input.shape, { given: true });
    expect(site.site!.noise.shape).toEqual(c.mask.shape);
    const { y, gradient } = site.run({ x: c.input.data, upstream: c.upstream.data, noise: c.mask.data });
    expectClose(y.data, c.output, 1e-5, `${name} output`);
    expectClose(gradient.data, c.input_grad, 1e-5, `${name} gradient`);
  });

  it.each(moments.filter(isDropout))('moments at rate $rate', ({ rate, mean, variance }) => {
    const law = new Dropout({ rate }).moments(1);
    expectClose(law.mean, mean, 1e-6);
    expectClose(law.variance, variance, 1e-5);
  });

  it.each(extremes.filter((c) => c.class === 'Dropout'))(
    '$library at rate $rate ($rate_type), training $training',
    ({ rate, training, output, construct }) => {
      if (construct !== undefined) {
        expect(() => new Dropout({ rate })).toThrow(/rate must be in \[0, 1\]/);
        return;
      }
      const x = Array.from({ length: 64 }, (_, i) => i + 1);
      const mode = training ? 'train' : 'infer';
      const y = [...new DropoutSite(new Dropout({ rate }), [8, 8], { mode }).run({ x }).y.data];
      if (output === 'identity') expect(y).toEqual(x);
      else if (output === 'zeros') expect(y.every((v) => v === 0)).toBe(true);
      else {
        expect(y.every((v, i) => v === 0 || v === x[i]! / (1 - rate))).toBe(true);
        expect(new Set(y.map((v) => v === 0)).size).toBe(2);
      }
    },
  );

  it('is used as far as there are kinds for it', () => {
    const count = (cases: readonly { readonly class: string }[], run: (c: { readonly class: string }) => boolean) => ({
      run: cases.filter(run).length,
      notBuiltHere: [...new Set(cases.filter((c) => !run(c)).map((c) => c.class))].sort(),
    });
    const exact = (c: { readonly class: string }): boolean => c.class === 'Dropout';
    // Masks for recurrent layers and attention (`rnn`, `attention`) wait for those layers.
    expect({
      keras: count(keras_masked, isDropout),
      torch: count(torch_masked, isDropout),
      moments: count(moments, isDropout),
      extremes: count(extremes, exact).run,
    }).toEqual({
      keras: { run: 14, notBuiltHere: ['AlphaDropout', 'GaussianDropout', 'GaussianNoise'] },
      torch: { run: 7, notBuiltHere: ['AlphaDropout', 'FeatureAlphaDropout'] },
      moments: { run: 9, notBuiltHere: ['AlphaDropout', 'GaussianDropout', 'GaussianNoise'] },
      extremes: 24,
    });
  });
});
