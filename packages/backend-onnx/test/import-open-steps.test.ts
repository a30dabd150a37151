/** Networks with a time axis of open length come back from their files: for every length, and from then on with the same bytes. */
import {
  Attention,
  Bidirectional,
  Dense,
  GRU,
  LayerNormalization,
  LSTM,
  Model,
  sequential,
  SimpleRNN,
  type Layer,
  type Tensor,
  type TensorValue,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { expect, it } from 'vitest';

class SelfAttention extends Model {
  readonly attention = new Attention();

  call(x: Tensor): Tensor {
    return this.attention.apply(x, x) as Tensor;
  }
}

const of = (...layers: Layer[]): Model => sequential([...layers, new Dense({ units: 2 })], { name: 'net' });
const nets: Record<string, () => Model> = {
  LSTM: () => of(new LSTM({ units: 3, returnSequences: true })),
  'the last of a GRU': () => of(new GRU({ units: 3 })),
  'an LSTM backwards': () => of(new LSTM({ units: 3, goBackwards: true })),
  'LSTM both ways': () => of(new Bidirectional({ layer: new LSTM({ units: 3, returnSequences: true }) })),
  'the last of a GRU both ways': () => of(new Bidirectional({ layer: new GRU({ units: 2 }) })),
  'GRU both ways': () => of(new Bidirectional({ layer: new GRU({ units: 2, returnSequences: true }) })),
  'two layers': () =>
    of(
      new Bidirectional({ layer: new SimpleRNN({ units: 3, returnSequences: true }) }),
      new LayerNormalization(),
      new LSTM({ units: 2 }),
    ),
  'dense layers alone': () => of(new LayerNormalization()),
  attention: () => new SelfAttention({ name: 'net' }),
};

const written = (['scan', 'operators'] as const).flatMap((recurrent) =>
  Object.keys(nets).map((name) => [name, recurrent] as const),
);

it.each(written)('%s, written as %s', async (name, recurrent) => {
  const model = nets[name]!();
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  model.buildFor([null, 4]);
  const files = [await exportOnnx(model, { recurrent })];
  for (let round = 0; round < 3; round++) {
    const again = await importOnnx(files.at(-1)!);
    again.compile({ seed: 2, backend: cpu({ threads: 1 }) });
    again.buildFor([null, 4]);
    files.push(await exportOnnx(again));
    for (const steps of [1, 2, 7]) {
      const x = {
        data: Float32Array.from({ length: 3 * steps * 4 }, (_, i) => Math.sin(i * 0.7 + steps)),
        shape: [3, steps, 4],
      };
      const [before, after] = [(await model.predict(x)) as TensorValue, (await again.predict(x)) as TensorValue];
      expect(after.shape).toEqual(before.shape);
      after.data.forEach((value, i) => expect(Math.abs(value - before.data[i]!)).toBeLessThan(1e-6));
    }
    await again.dispose();
  }
  expect(Buffer.compare(files[3]!, files[2]!)).toBe(0);
  await model.dispose();
});
