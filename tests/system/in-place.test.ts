/** Backends that run in place give what they give by value, and others have their turn between two steps all the same. */
import type { Backend } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bits, compiled, someDigits } from './nets.ts';

const { x, y } = someDigits();
const quiet = { verbose: 0, batchSize: 32 } as const;

/** The backend as one that cannot show where its values lie. */
function byValue(inner: Backend): Backend {
  return {
    ...inner,
    async compile(graph, options) {
      const executable = await inner.compile(graph, options);
      executable.inPlace = () => null;
      return executable;
    },
  };
}

describe.each(Object.keys(backends))('%s', (name) => {
  const make = backends[name]!;

  it('trains, judges, predicts and samples to the same bits in place and by value', async () => {
    const results = [];
    for (const backend of [make(), byValue(make())]) {
      const model = compiled(backend);
      const { history } = await model.fit(x, y, { ...quiet, epochs: 3, validationSplit: 0.2 });
      const masks = await model.masks(model.progress.step);
      await model.trainOnBatch(x, y, { masks: await model.masks(2, { batchSize: 150 }) });
      const predicted = await model.predict(x, { batchSize: 64 });
      const sampled = await model.sample(x, { samples: 4, seed: 5 });
      results.push({
        history,
        judged: await model.evaluate(x, y, { batchSize: 40 }),
        values: bits({ ...masks, predicted, ...sampled, ...(await model.getWeights()) }),
      });
      await model.dispose();
    }
    expect(results[0]).toEqual(results[1]);
  });

  it('answers between two steps, from the weights of a whole step', async () => {
    const after: string[] = [];
    const alone = compiled(make());
    const record = async () => void after.push(bits({ p: await alone.predict(x) })['p']!);
    await alone.fit(x, y, { ...quiet, callbacks: [{ onBatchEnd: record }] });
    await alone.dispose();

    const asked = compiled(make());
    const answers: Promise<string>[] = [];
    const ask = () => void answers.push(asked.predict(x).then((p) => bits({ p })['p']!));
    await asked.fit(x, y, { ...quiet, callbacks: [{ onBatchEnd: ask }] });
    const places = (await Promise.all(answers)).map((answer) => after.indexOf(answer));
    expect(places).toHaveLength(after.length);
    places.forEach((place, i) => expect(place).toBeGreaterThanOrEqual(i));
    await asked.dispose();
  });

  it('stops when the model is disposed, and at a signal that a timer gives', async () => {
    const model = compiled(make());
    const disposing = { onBatchEnd: () => void model.dispose() };
    await expect(model.fit(x, y, { ...quiet, epochs: 50, callbacks: [disposing] })).rejects.toThrow(
      'Model: it was disposed.',
    );

    const endless = compiled(make());
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    await expect(endless.fit(x, y, { ...quiet, epochs: 1e6, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await endless.dispose();
  });

  it('leaves the last good weights when the loss goes wrong', async () => {
    const model = compiled(make());
    await model.fit(x, y, quiet);
    const before = bits(await model.getWeights());
    const wrong = { ...x, data: x.data.map((v, i) => (i === 70 ? NaN : v)) };
    await expect(model.fit(wrong, y, { ...quiet, shuffle: false })).rejects.toMatchObject({ code: 'NON_FINITE' });
    expect(bits(await model.getWeights())).toEqual(before);
    expect(model.progress.step).toBe(5);
    await model.fit(x, y, quiet);
    expect(model.progress.step).toBe(10);
    await model.dispose();
  });
});
