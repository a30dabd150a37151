/** Kinds that hold layers or weights, join branches or leave tokens out: the same noise everywhere, resumed, exported. */
import { Dense, Model, ShakeShake, type Layer, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, ready, waves, worst, type Subject } from './laws.ts';
import { drawingLayers, UNITS } from './drawing-layers.ts';

class Net extends Model {
  readonly first = new Dense({ units: 12, activation: 'tanh' });
  readonly kind: Layer;
  readonly head = new Dense({ units: 1 });
  constructor(make: () => Layer) {
    super({ name: 'net' });
    this.kind = make();
  }
  call(x: Tensor): Tensor {
    const tokens = this.first.apply(x).reshape([null, 3, UNITS]);
    const inputs = this.kind instanceof ShakeShake ? [tokens, tokens.square()] : [tokens];
    return this.head.apply((this.kind.apply(...inputs) as Tensor).mean(1));
  }
}

const x = waves(20, 6);
const subjectOf = (make: () => Layer): Subject<Net> => ({
  make: () => new Net(make),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [6],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
});

describe.each(everywhere)('on %s', (name) => {
  it.each(Object.entries(drawingLayers))(
    '%s resumes bit for bit, draws what cpu() draws, and is exported',
    async (_, make) => {
      const model = await expectResume(subjectOf(make), name);
      await expectExport(model, x);
      await model.dispose();
      await expectSameMasks(subjectOf(make), name);
    },
  );

  it.each(Object.entries(drawingLayers))('%s draws rows by their number, and weighs what it draws', async (_, make) => {
    const model = ready(subjectOf(make), name);
    const [all, few] = [await model.masks(3, { x }), await model.masks(3, { x: x.slice(0, 5) })];
    expect(Object.keys(all).length).toBeGreaterThan(0);
    for (const [path, mask] of Object.entries(few))
      expect(worst({ data: all[path]!.data.slice(0, mask.data.length) }, mask), path).toBeLessThanOrEqual(
        mask.dtype === 'bool' ? 0 : 1e-5,
      );
    expect(Number.isFinite(await model.logProbability(all, { x }))).toBe(true);
    const loss = await model.trainOnBatch(
      x,
      x.map((row) => [row[0]!]),
      { masks: all },
    );
    expect(Number.isFinite(loss['loss'])).toBe(true);
    await model.dispose();
  });
});
