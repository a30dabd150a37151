/** The laws of the family catch the faults that libraries have had: each is planted, and found by the law that names it. */
import { DropoutKind, type Draw, type Moments, type Tensor } from '@bernoulli/api';
import { drawBernoulli, foldIn, key } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import type { Shape, TensorType } from '../src/ir/index.ts';
import type { PlainConfig } from '../src/tracing/layer.ts';
import { batchOf, family } from './dropout-kinds.ts';
import { endsOf, lawsOf, type Tried } from './dropout-laws.ts';

type Fault =
  | 'none'
  | 'repeats its mask'
  | 'scales by the rate in inference'
  | 'drops in inference'
  | 'loses noiseShape'
  | 'is NaN at rate 1'
  | 'does not scale in training'
  | 'swaps p and 1 − p';

interface Config {
  readonly rate: number;
  readonly noiseShape?: readonly (number | null)[];
  readonly every?: number | string;
}

/** Dropout, written as plainly as can be, with a fault. */
class Planted extends DropoutKind {
  readonly className = 'Planted';
  readonly fault: Fault;
  readonly config: Config;

  moments(x: number): Moments {
    const keep = 1 - this.config.rate;
    return keep === 0 ? { mean: 0, variance: 0 } : { mean: x, variance: (x * x * (1 - keep)) / keep };
  }
  protected logProbability(mask: Tensor): Tensor {
    const m = mask.cast('f32');
    const keep = 1 - this.config.rate;
    return m
      .mul(Math.log(keep))
      .add(m.subFrom(1).mul(Math.log(1 - keep)))
      .sum();
  }

  constructor(fault: Fault, config: Config) {
    super();
    this.fault = fault;
    this.config = config;
  }
  getConfig(): PlainConfig {
    return { ...this.config };
  }

  protected override get every(): number {
    return Number(this.config.every ?? 1);
  }
  protected noiseType(input: Shape): TensorType {
    const { noiseShape } = this.config;
    const lost = this.fault === 'loses noiseShape' || noiseShape === undefined;
    return { dtype: 'bool', shape: lost ? input : noiseShape.map((n, axis) => n ?? input[axis]!) };
  }
  protected noise({ key, rowOffset, type }: Draw): Tensor {
    const p = this.fault === 'swaps p and 1 − p' ? this.config.rate : 1 - this.config.rate;
    const drawn = this.fault === 'repeats its mask' ? key.constant(Int32Array.of(4, 2)) : key;
    return drawBernoulli(drawn, p, type.shape, rowOffset);
  }
  protected perturb(x: Tensor, mask: Tensor): Tensor {
    const keep = 1 - this.config.rate;
    if (this.fault === 'does not scale in training') return x.where(mask, 0);
    if (this.fault === 'is NaN at rate 1') return x.mul(mask.cast('f32')).div(keep);
    return x.mul(keep === 0 ? 0 : 1 / keep).where(mask, 0);
  }
  protected override infer(x: Tensor): Tensor {
    if (this.fault === 'scales by the rate in inference') return x.mul(this.config.rate);
    if (this.fault !== 'drops in inference') return x;
    return x.where(drawBernoulli(x.constant(Int32Array.of(4, 2)), 1 - this.config.rate, x.shape), 0);
  }
}

const tried = (fault: Fault, keyOf?: Tried['keyOf']): Tried => ({
  make: (config) => new Planted(fault, config as unknown as Config),
  batchOf: (rows) => batchOf('Dropout', rows),
  configs: [{ rate: 0.2 }, { rate: 0.5 }, { rate: 0.3, noiseShape: [null, 1] }],
  nothing: { rate: 0 },
  everything: { rate: 1 },
  noiseShape: family.Dropout.noiseShape!,
  ...(keyOf && { keyOf }),
});

/** The laws that something does not keep. */
function broken(kind: Tried): string[] {
  const fails = (keeps: () => void): boolean => {
    try {
      keeps();
      return false;
    } catch {
      return true;
    }
  };
  return [
    ...endsOf(kind).flatMap(([name, keeps]) => (fails(() => keeps(kind)) ? [name] : [])),
    ...lawsOf(kind).flatMap(([name, keeps]) =>
      kind.configs.some((config) => fails(() => keeps(kind, config))) ? [name] : [],
    ),
  ];
}

const inference = 'draws nothing in inference, and is the identity or its mean';
const moments = 'has the mean and variance that its law says';
const faults = [
  ['repeats its mask', 'draws by seed and step alone'],
  ['scales by the rate in inference', inference],
  ['drops in inference', inference],
  ['loses noiseShape', 'shares one draw along the axes that say so'],
  ['is NaN at rate 1', 'gives zeros and zero gradient at its other end, never NaN'],
  ['does not scale in training', moments],
  ['swaps p and 1 − p', moments],
  ['swaps p and 1 − p', 'draws each value as often as logProbability says'],
] as const;

describe('a kind', () => {
  it('that has no fault keeps every law', () => expect(broken(tried('none'))).toEqual([]));

  it.each(faults)('that %s is found', (fault, law) => expect(broken(tried(fault))).toContain(law));

  it('whose key is made of seed + step is found', () => {
    const summed: Tried['keyOf'] = (seed, path, step) => foldIn(key(seed + step), path.length);
    expect(broken(tried('none', summed))).toEqual(['draws by seed and step alone']);
  });
});
