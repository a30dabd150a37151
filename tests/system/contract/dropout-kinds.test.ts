/** Every kind of dropout does on every backend what it does on the f64 interpreter, whose figures are held to its law. */
import { Dense, layerFromConfig, Model, type DropoutKind, type Tensor, type TensorData } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { batchOf, family, makeKind, type KindName } from '../../../packages/api/test/dropout-kinds.ts';
import { DropoutSite, type SiteRun } from '../../../packages/api/test/dropout-site.ts';
import { runOnce } from '../../oracles/graph-of.ts';
import { backendOf, everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

const kinds = Object.keys(family) as KindName[];

/** Coins are the same bits; numbers agree up to the rounding of `f32`. */
function expectSame(got: TensorData, want: { dtype: string; shape: readonly number[]; data: ArrayLike<number> }): void {
  expect(got.shape).toEqual(want.shape);
  if (want.dtype === 'bool') return expect([...got.data].map(Number)).toEqual(Array.from(want.data, Number));
  Array.from(want.data).forEach((value, i) => {
    const off = Math.abs(got.data[i]! - value);
    expect(off, `${got.data[i]} for ${value}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
  });
}

describe.each(everywhere)('on %s', (backendName) => {
  const backend = backendOf(backendName);
  const run = async (site: DropoutSite, asked: SiteRun) => runOnce(backend, site.graph, site.inputs(asked));

  describe.each(kinds)('%s', (name) => {
    const { configs, nothing, everything } = family[name];
    const { shape, x } = batchOf(name, 5);
    const upstream = x.map((_, i) => Math.cos(i));

    it.each(configs)('%j draws, perturbs, passes back and weighs as it should', async (config) => {
      const site = new DropoutSite(makeKind(name, config), shape);
      for (const step of [0, 3]) {
        const asked = { seed: 4, step, rowOffset: 2, x, upstream };
        const [got, want] = [await run(site, asked), site.run(asked)];
        for (const output of ['noise', 'y', 'gradient', 'law'] as const) expectSame(got[output]!, want[output]);
      }
    });

    it('takes noise that is handed in', async () => {
      const site = new DropoutSite(makeKind(name, configs[0]!), shape, { given: true });
      const { noise } = new DropoutSite(makeKind(name, configs[0]!), shape).run({ step: 9 });
      const asked = { x, upstream, noise: noise.data };
      const [got, want] = [await run(site, asked), site.run(asked)];
      for (const output of ['noise', 'y', 'gradient', 'law'] as const) expectSame(got[output]!, want[output]);
    });

    it('is the identity at its one end, and gives zeros at the other', async () => {
      const { y, gradient } = await run(new DropoutSite(makeKind(name, nothing), shape), { x, upstream });
      expect([...y!.data]).toEqual(x);
      expect([...gradient!.data]).toEqual(upstream.map(Math.fround));
      if (everything === null) return;
      const left = await run(new DropoutSite(makeKind(name, everything), shape), { x, upstream });
      for (const value of [...left['y']!.data, ...left['gradient']!.data]) expect(value === 0, `${value}`).toBe(true);
    });
  });
});

/** All kinds in a row, each on its own view of 48 features. */
class Net extends Model {
  readonly first = new Dense({ units: 48, activation: 'tanh' });
  readonly kinds = kinds.map((className) => {
    const config = family[className].configs[0]!;
    return layerFromConfig({ className, config }) as DropoutKind;
  });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    const rows = kinds.map((name) => {
      const { row = [4] } = family[name];
      return row.length === 1 ? [48] : [48 / row.slice(1).reduce((size, n) => size * n), ...row.slice(1)];
    });
    const noisy = this.kinds.reduce(
      (h, kind, i) => kind.apply(h.reshape([null, ...rows[i]!])).reshape([null, 48]),
      this.first.apply(x),
    );
    return this.head.apply(noisy);
  }
}

const x = waves(20, 6);
const subject: Subject<Net> = {
  make: () => new Net(),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [6],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
};

describe.each(everywhere)('all in one network on %s', (name) => {
  it('resumes bit for bit, draws what cpu() draws, and is exported without noise', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});
