/** A small network as plain arrays, thinned by dropout: what its law can be worked out of, without a backend. */
import { fail } from '../../ir/index.ts';
import { drawnProbability } from '../../random/drawn-probability.ts';

/** One layer, x ↦ activation(dropout(x) · kernel + bias). */
export interface ThinnedLayer {
  /** `[n][units]`. */
  readonly kernel: readonly (readonly number[])[];
  /** One number for each unit. Default: zeros. */
  readonly bias?: readonly number[] | undefined;
  /** Default `'linear'`. */
  readonly activation?: 'linear' | 'relu' | 'sigmoid' | 'tanh' | undefined;
  /** Probability in [0, 1) of dropping an input of the layer: one number, or one for each. Default 0. */
  readonly rate?: number | readonly number[] | undefined;
}

/** A layer, checked. */
export interface Thinned {
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
  readonly activation: 'linear' | 'relu' | 'sigmoid' | 'tanh';
  /** Probability of keeping each input, as masks have it. */
  readonly keep: readonly number[];
}

const functions = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(x, 0),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

const isNumbers = (x: unknown): x is readonly number[] => Array.isArray(x) && x.every((n) => Number.isFinite(n));

/** The layers, checked against each other and against a row of inputs. */
export function readLayers(who: string, layers: readonly ThinnedLayer[], x: readonly number[]): Thinned[] {
  if (!isNumbers(x) || x.length === 0)
    fail('DATA', { who, what: 'x must be one row of finite numbers', received: typeof x });
  if (!Array.isArray(layers) || layers.length === 0)
    fail('CONFIG', { who, what: 'there must be one layer or more', received: typeof layers });
  let width = x.length;
  return layers.map(({ kernel, bias, activation = 'linear', rate = 0 }: ThinnedLayer, at) => {
    const inputs = width;
    const units = kernel?.[0]?.length ?? 0;
    const refuse = (what: string, received: unknown): never =>
      fail('SHAPE', { who, at: `layer ${at}`, what, received });
    if (kernel?.length !== inputs || units === 0 || !kernel.every((row) => isNumbers(row) && row.length === units))
      refuse(`kernel must be ${inputs} rows of finite numbers, all of one length`, `${kernel?.length} rows`);
    if (bias !== undefined && (!isNumbers(bias) || bias.length !== units))
      refuse(`bias must be ${units} finite numbers`, bias?.length);
    if (!Object.hasOwn(functions, activation))
      fail('CONFIG', {
        who,
        what: `activation must be one of ${Object.keys(functions).join(', ')}`,
        received: activation,
      });
    const rates: readonly number[] = typeof rate === 'number' ? Array<number>(inputs).fill(rate) : rate;
    if (!Array.isArray(rates) || rates.length !== inputs)
      refuse(`rate must be one number, or ${inputs}`, rates?.length);
    const wrong = rates.find((r) => !(r >= 0 && r < 1));
    if (wrong !== undefined)
      fail('CONFIG', { who, at: `layer ${at}`, what: 'rate must be in [0, 1)', received: wrong });
    width = units;
    return {
      kernel,
      bias: bias ?? Array<number>(units).fill(0),
      activation,
      keep: rates.map((r) => drawnProbability(1 - r)),
    };
  });
}

/** What a layer gives for inputs that were thinned already. */
export function activate({ kernel, bias, activation }: Thinned, x: readonly number[]): number[] {
  const f = functions[activation];
  return bias.map((b, j) => f(x.reduce((sum, value, k) => sum + value * kernel[k]![j]!, b)));
}
