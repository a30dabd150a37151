/** Masks as a user holds them: drawn, replayed, put in, weighed. */
import { Dense, Dropout, Model, sequential, type Tensor, type TensorData } from '@bernoulli/api';
import { bernoulli, foldIn, hashPath, key, siteKey, split, STREAM_VERSION, uniform } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

const path = 'simpleNet/dropout';

async function built(model: Model = new SimpleNet(), seed: number | bigint = 42): Promise<Model> {
  compiled(model, { seed }).buildFor([4]);
  return model;
}

describe('masks', () => {
  it('are bernoulli(1 − rate) under the key of seed, site and step', async () => {
    for (const rate of [0, 0.1, 0.5, 0.9, 1]) {
      const model = await built(new SimpleNet({ rate }));
      for (const step of [0, 1, 1000]) {
        const masks = await model.masks(step, { batchSize: 5 });
        const siteStep = foldIn(foldIn(key(42), hashPath(path)), step);
        expect(masks[path]!.data).toEqual(bernoulli(siteStep, 1 - rate, [5, 8]));
        expect(siteKey(42, path, step)).toEqual(siteStep);
      }
    }
  });

  it('are of 32 rows where no batch size is said', async () => {
    const model = await built();
    expect(await model.masks(3)).toEqual(await model.masks(3, { batchSize: 32 }));
    expect((await model.masks(3))[path]!.shape).toEqual([32, 8]);
  });

  it('differ by step, seed and site, and never by what stands beside the site', async () => {
    class Two extends Model {
      a = new Dropout({ rate: 0.5 });
      b = new Dropout({ rate: 0.5 });
      call(x: Tensor): Tensor {
        return this.b.apply(this.a.apply(x));
      }
    }
    class WithMore extends Two {
      first = new Dense({ units: 4 });
      override call(x: Tensor): Tensor {
        return super.call(this.first.apply(x));
      }
    }
    const two = await (await built(new Two({ name: 'net' }))).masks(3);
    const more = await (await built(new WithMore({ name: 'net' }))).masks(3);
    expect(two['net/a']).toEqual(more['net/a']);
    expect(two['net/a']!.data).not.toEqual(two['net/b']!.data);
    const other = await (await built(new Two({ name: 'net' }), 43)).masks(3);
    expect(other['net/a']!.data).not.toEqual(two['net/a']!.data);
  });

  it('give a layer that is used twice a site for each use', async () => {
    class Twice extends Model {
      drop = new Dropout({ rate: 0.5 });
      call(x: Tensor): Tensor {
        return this.drop.apply(this.drop.apply(x));
      }
    }
    const masks = await (await built(new Twice())).masks(0);
    expect(Object.keys(masks)).toEqual(['twice/drop', 'twice/drop@1']);
    expect(masks['twice/drop']!.data).not.toEqual(masks['twice/drop@1']!.data);
  });

  it('are what the step uses: handing them in changes nothing, others change the loss', async () => {
    const { x, y } = clusters(8);
    const drawn = await built();
    const given = await built();
    const masks = await given.masks(0, { batchSize: 8 });
    const a = await drawn.trainOnBatch(x, y);
    expect(await given.trainOnBatch(x, y, { masks })).toEqual(a);
    expect(await given.getWeights()).toEqual(await drawn.getWeights());
    const all: TensorData = { ...masks[path]!, data: new Uint8Array(64).fill(1) };
    expect((await (await built()).trainOnBatch(x, y, { masks: { [path]: all } }))['loss']).not.toBe(a['loss']);
  });

  it('of a shared noise shape do not depend on the batch', async () => {
    const model = await built(new SimpleNet({ rate: 0.5, noiseShape: [1, null] }));
    const [small, large] = [await model.masks(2, { batchSize: 3 }), await model.masks(2, { batchSize: 9 })];
    expect(small[path]!.shape).toEqual([1, 8]);
    expect(small).toEqual(large);
  });

  it('of a small batch are the first rows of a large one', async () => {
    const model = await built();
    const [small, large] = [await model.masks(2, { batchSize: 3 }), await model.masks(2, { batchSize: 9 })];
    expect(small[path]!.data).toEqual(large[path]!.data.slice(0, 24));
  });

  it('are refused where they do not fit', async () => {
    const { x, y } = clusters(8);
    const model = await built();
    const attempt = (masks: Record<string, never>) => model.trainOnBatch(x, y, { masks });
    await expect(attempt({ 'simpleNet/drop': [1] as never })).rejects.toThrow(
      'masks: there is no such site. Received simpleNet/drop. Sites are simpleNet/dropout.',
    );
    await expect(attempt({ [path]: [[1, 0]] as never })).rejects.toThrow('the mask must be [8, 8]. Received [1, 2]');
    await expect(attempt({ [path]: { data: new Float32Array(64).fill(0.5), shape: [8, 8] } as never })).rejects.toThrow(
      /must be 0 or 1/,
    );
    await expect(model.masks(-1)).rejects.toThrow(/step must be a whole number/);
  });
});

describe('the law of a thinned network', () => {
  it('is the product over units of their own probabilities', async () => {
    const rate = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    const model = await built(new SimpleNet({ rate }));
    const mask = [1, 0, 1, 0, 1, 0, 1, 0];
    const expected = mask.reduce((sum, m, j) => sum + Math.log(m ? 1 - rate[j]! : rate[j]!), 0);
    expect(await model.logProbability({ [path]: [mask] })).toBeCloseTo(expected, 5);
    expect(await model.logProbability({ [path]: [mask, mask] })).toBeCloseTo(2 * expected, 5);
  });

  it('adds up to one over all masks of a small site', async () => {
    const net = sequential([new Dropout({ rate: [0.25, 0.5, 0.9] }), new Dense({ units: 1 })]);
    compiled(net, { loss: 'meanSquaredError', metrics: [] }).buildFor([3]);
    let total = 0;
    for (let bits = 0; bits < 8; bits++)
      total += Math.exp(
        await net.logProbability({ 'sequential/dropout': [[bits & 1, (bits >> 1) & 1, (bits >> 2) & 1]] }),
      );
    expect(total).toBeCloseTo(1, 6);
  });

  it('is −∞ for what cannot be drawn', async () => {
    const keepAll = await built(new SimpleNet({ rate: 0 }));
    expect(await keepAll.logProbability({ [path]: [Array(8).fill(1)] })).toBe(0);
    expect(await keepAll.logProbability({ [path]: [[0, ...Array(7).fill(1)]] })).toBe(-Infinity);
  });
});

describe('Monte-Carlo dropout', () => {
  it('has the mean and variance that the law says, for a linear network', async () => {
    const net = sequential([new Dropout({ rate: 0.25 }), new Dense({ units: 1, useBias: false })]);
    compiled(net, { loss: 'meanSquaredError', metrics: [] }).buildFor([2]);
    await net.setWeights({ 'sequential/dense/kernel': [[3], [5]] });
    const { mean, variance } = await net.sample([[1, 2]], { samples: 4000, seed: 5 });
    // y = 3 m₁/0.75 + 10 m₂/0.75: mean 13, variance (9 + 100) · 0.25/0.75; both within four standard errors.
    const exact = (109 * 0.25) / 0.75;
    expect(Math.abs(mean.data[0]! - 13)).toBeLessThan(4 * Math.sqrt(exact / 4000));
    expect(Math.abs(variance.data[0]! / exact - 1)).toBeLessThan(0.1);
  });

  it('draws the same bits however the rows are cut', async () => {
    const { x } = clusters(11);
    const model = await built();
    const whole = await model.sample(x, { samples: 7, seed: 3 });
    const parts = await model.sample(x, { samples: 7, seed: 3, batchSize: 4 });
    expect(parts.mean.data).toEqual(whole.mean.data);
    expect(parts.variance.data).toEqual(whole.variance.data);
    expect((await model.sample(x, { samples: 7, seed: 4 })).mean.data).not.toEqual(whole.mean.data);
  });

  describe.each([
    ['own', undefined],
    ['shared', [1, null]],
  ] as const)('with %s draws for the rows', (_, noiseShape) => {
    /** Dropout of ones: 2 is kept, 0 is dropped. One sample is one mask. */
    const masked = async (seed = 42): Promise<Model> => {
      const net = sequential([new Dropout({ rate: 0.5, noiseShape })]);
      compiled(net, { loss: 'meanSquaredError', metrics: [], seed }).buildFor([64]);
      return net;
    };
    const ones = Array.from({ length: 8 }, () => Array<number>(64).fill(1));
    const sampled = async (net: Model, step?: number): Promise<number[]> => {
      const { mean } = await net.sample(ones, { samples: 1, ...(step === undefined ? {} : { step }) });
      return [...(mean as TensorData).data].map((value) => value / 2);
    };
    const trained = async (net: Model, step: number): Promise<number[]> => {
      const { data } = (await net.masks(step, { batchSize: 8 }))['sequential/dropout']!;
      return ones.flatMap((row, i) => row.map((_, j) => data[(noiseShape ? 0 : i * 64) + j]!));
    };

    it('draws apart from every training step', async () => {
      const net = await masked();
      const samples = await Promise.all([undefined, 0, 1, 2].map((step) => sampled(net, step)));
      const steps = await Promise.all([0, 1, 2, 3, 4].map((step) => trained(net, step)));
      expect(samples[0]).toEqual(samples[1]);
      expect(new Set([...samples, ...steps].map(String)).size).toBe(8);
      for (const mask of samples) expect(new Set(mask)).toEqual(new Set([0, 1]));
    });

    it('draws again what it drew', async () => {
      const net = await masked();
      const before = await sampled(net, 3);
      expect(await sampled(net, 3)).toEqual(before);
      expect(await sampled(net, 3)).toEqual(before);
      expect(await sampled(await masked(), 3)).toEqual(before);
      expect(await sampled(await masked(43), 3)).not.toEqual(before);
    });
  });

  it('draws under the key of a path of its own', async () => {
    const net = sequential([new Dropout({ rate: 0.5 })]);
    compiled(net, { loss: 'meanSquaredError', metrics: [] }).buildFor([6]);
    const { mean } = await net.sample([Array<number>(6).fill(1)], { samples: 1, step: 7 });
    const drawn = bernoulli(siteKey(42, '#sample:sequential/dropout', 7), 0.5, [1, 6]);
    expect([...(mean as TensorData).data]).toEqual([...drawn].map((kept) => 2 * kept));
  });

  it('leaves prediction without noise', async () => {
    const { x } = clusters(4);
    const model = await built();
    expect(await model.predict(x)).toEqual(await model.predict(x));
    const { graph } = await model.inferenceGraph();
    expect(graph.nodes.some((node) => node.op === 'uniform')).toBe(false);
  });
});

describe('rate 1', () => {
  it('gives zeros and zero gradient, never NaN', async () => {
    const { x, y } = clusters(8);
    const model = await built(new SimpleNet({ rate: 1 }));
    const before = await model.getWeights();
    const { loss } = await model.trainOnBatch(x, y);
    expect(loss).toBeCloseTo(Math.log(3), 6);
    const after = await model.getWeights();
    expect(after['simpleNet/dense1/kernel']).toEqual(before['simpleNet/dense1/kernel']);
    for (const { data } of Object.values(after)) expect([...data].every(Number.isFinite)).toBe(true);
  });
});

describe('the stream', () => {
  it('is frozen', () => {
    expect(STREAM_VERSION).toBe(1);
    expect(key(42)).toEqual([0, 42]);
    expect(key(-1n)).toEqual([0xffffffff, 0xffffffff]);
    expect(hashPath('simpleNet/dropout')).toBe(fnv('simpleNet/dropout'));
    expect(split(key(0), 2)).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
    ]);
    expect(uniform(key(0), [])[0]).toBe(Math.fround(0.947667));
  });
});

/** FNV-1a of ASCII text, by the book. */
function fnv(text: string): number {
  return [...text].reduce((hash, c) => Math.imul(hash ^ c.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
}
