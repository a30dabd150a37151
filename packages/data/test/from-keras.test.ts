/** Weights of Keras: Keras's own predictions come out, and names find their layers. */
import {
  Add,
  BatchNormalization as KerasBatchNormalization,
  Dense,
  Dropout,
  Embedding,
  encodeSafetensors,
  GlobalAveragePooling1D,
  Layer,
  LayerNormalization,
  Model,
  Module,
  MultiHeadAttention,
  Ones,
  sequential,
  Zeros,
  type Tensor,
  type TensorData,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { fromKeras, writeNpy, type FromKerasOptions } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { bytes, keras } from './fixtures.ts';
import { built, chain, denses, full } from './small-models.ts';
import { zip } from './zip.ts';

class SimpleNet extends Model {
  dense1 = new Dense({ units: 8, activation: 'relu' });
  dropout = new Dropout({ rate: 0.5 });
  dense2 = new Dense({ units: 4, activation: 'softmax' });
  call(x: Tensor): Tensor {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}

/** In inference alone, with Keras's epsilon. The statistics stand first, as a user may write them. */
class BatchNormalization extends Layer {
  readonly className = 'BatchNormalization';
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build(input: readonly number[]): void {
    const shape = [input.at(-1)!];
    this.addWeight({ name: 'movingMean', shape, initializer: new Zeros(), trainable: false });
    this.addWeight({ name: 'movingVariance', shape, initializer: new Ones(), trainable: false });
    this.addWeight({ name: 'gamma', shape, initializer: new Ones() });
    this.addWeight({ name: 'beta', shape, initializer: new Zeros() });
  }
  call(x: Tensor): Tensor {
    const scale = this.weight('movingVariance', x).add(1e-3).sqrt().divInto(this.weight('gamma', x));
    return x.sub(this.weight('movingMean', x)).mul(scale).add(this.weight('beta', x));
  }
}

class WithAttention extends Model {
  readonly tokens = new Embedding({ inputDim: 10, outputDim: 6 });
  readonly attention = new MultiHeadAttention({ numHeads: 2, keyDim: 3 });
  readonly add = new Add();
  readonly norm = new LayerNormalization();
  readonly pool = new GlobalAveragePooling1D();
  readonly batchNorm = new KerasBatchNormalization();
  readonly head = new Dense({ units: 3 });
  call(tokens: Tensor): Tensor {
    const x = this.tokens.apply(tokens);
    const mixed = this.norm.apply(this.add.apply(x, this.attention.apply(x)));
    return this.head.apply(this.batchNorm.apply(this.pool.apply(mixed)));
  }
}

function withAttention(): Model {
  const model = new WithAttention();
  model.compile({ seed: 1, backend: cpu() });
  model.buildFor({ dtype: 'i32', shape: [4] });
  return model;
}

const models = {
  simple: () => built(new SimpleNet()),
  attention: withAttention,
  deep: () => built(sequential(Array.from({ length: 7 }, () => new Dense({ units: 6, activation: 'tanh' })))),
  normal: () =>
    built(
      sequential([
        new Dense({ units: 5, name: 'first' }),
        new BatchNormalization(),
        new Dense({ units: 2, name: 'last' }),
      ]),
    ),
};

describe('fromKeras', () => {
  const ways = ['list', 'named', 'safetensors'] as const;
  const cases = (Object.keys(models) as (keyof typeof models)[]).flatMap((name) => ways.map((way) => ({ name, way })));

  it.each(cases)('gives the predictions of Keras: $name, $way', async ({ name, way }) => {
    const { x, predictions, ...files } = keras[name];
    const model: Model = models[name]();
    await fromKeras(model, bytes(files[way]));
    const { data } = (await model.predict({ data: x, shape: [5, x.length / 5] })) as TensorData;
    expect(data).toHaveLength(predictions.length);
    const apart = Math.max(...predictions.map((wanted, i) => Math.abs(data[i]! - wanted)));
    expect(apart).toBeLessThan(1e-6);
  });

  it('takes a Blob and a Response, and doubles', async () => {
    const model = models.simple();
    await fromKeras(model, new Blob([bytes(keras.simple.list)]));
    const weights = await model.getWeights();
    const again = models.simple();
    await fromKeras(again, new Response(bytes(keras.simple.named)));
    expect(await again.getWeights()).toEqual(weights);
    const doubles = await npz(
      Object.values(weights).map(({ data, shape }, i) => [
        `arr_${i}`,
        writeNpy({ data: Float64Array.from(data), shape }),
      ]),
    );
    const third = models.simple();
    await fromKeras(third, doubles);
    expect(await third.getWeights()).toEqual(weights);
  });
});

async function npz(arrays: readonly (readonly [string, Uint8Array])[]): Promise<Uint8Array> {
  return zip(arrays.map(([name, content]) => ({ name: `${name}.npy`, content })));
}

const kernels = async (model: Model): Promise<unknown[]> =>
  Object.entries(await model.getWeights())
    .filter(([path]) => path.endsWith('kernel'))
    .map(([, { data }]) => data[0]);

describe('names', () => {
  const twelve = Array.from({ length: 12 }, (_, i) => i);

  it.each<[string, string[], FromKerasOptions, number[]]>([
    ['of paths as they are here', ['net/dense1', 'net/dense'], {}, [2, 1]],
    ['of paths as Keras writes them', ['net/dense_1', 'net/dense'], {}, [2, 1]],
    ['without the model', ['dense_1', 'dense'], {}, [2, 1]],
    ['of another model', ['other/dense_1', 'other/dense'], {}, [2, 1]],
    ['that count from elsewhere', ['net/dense_10', 'net/dense_9'], {}, [2, 1]],
    [
      'that mean nothing here, named',
      ['net/hidden', 'net/head'],
      { layers: { hidden: 'dense', head: 'dense1' } },
      [1, 2],
    ],
    ['of which one is named', ['net/head', 'net/dense_7'], { layers: { 'net/head': 'net/dense1' } }, [2, 1]],
    ['against their numbers, named', ['net/dense', 'net/dense_1'], { layers: { dense: 'dense1' } }, [2, 1]],
  ])('%s', async (_, paths, options, wanted) => {
    const model = chain(2);
    await fromKeras(model, encodeSafetensors(denses(...paths)), options);
    expect(await kernels(model)).toEqual(wanted);
  });

  it('are counted as numbers, and not as texts', async () => {
    const model = chain(12);
    await fromKeras(model, encodeSafetensors(denses(...twelve.map((i) => `net/dense_${i + 3}`))));
    expect(await kernels(model)).toEqual(twelve.map((i) => i + 1));
    const list = twelve.flatMap((i) => [full([2, 2], i), full([2], i)]).map((value, i) => [`arr_${i}`, value] as const);
    await fromKeras(model, encodeSafetensors(Object.fromEntries(list)));
    expect(await kernels(model)).toEqual(twelve);
  });

  it('of a cell in a layer, which has no place of its own here', async () => {
    const model = chain(1);
    await fromKeras(model, encodeSafetensors(denses('net/dense_4/dense_cell')));
    expect(await kernels(model)).toEqual([1]);
  });

  it('of Keras 2, and random states beside them', async () => {
    const model = chain(1);
    const file = await npz([
      ['dense/kernel:0', writeNpy(full([2, 2], 5))],
      ['dense/bias:0', writeNpy(full([2], 5))],
      ['net/dropout/seed_generator/seed_generator_state', writeNpy(Uint32Array.of(1, 2))],
    ]);
    await fromKeras(model, file);
    expect(await kernels(model)).toEqual([5]);
  });

  it('of layers in modules, and of a layer that is used twice', async () => {
    class Block extends Module {
      readonly className = 'Block';
      dense = new Dense({ units: 2 });
      call(x: Tensor): Tensor {
        return this.dense.apply(x);
      }
    }
    class Net extends Model {
      blocks = [new Block(), new Block()];
      again = this.blocks[0]!;
      call(x: Tensor): Tensor {
        return this.again.apply(this.blocks.reduce((value, block) => block.apply(value), x));
      }
    }
    const model = built(new Net({ name: 'net' }), 2);
    await fromKeras(model, encodeSafetensors(denses('net/block_1/dense_1', 'net/block/dense')));
    expect(await kernels(model)).toEqual([2, 1]);
    await fromKeras(model, encodeSafetensors(denses('net/first/dense', 'net/last/hidden')), {
      layers: { first: 'blocks/0', 'last/hidden': 'blocks/1/dense' },
    });
    expect(await kernels(model)).toEqual([1, 2]);
    await fromKeras(
      model,
      await npz([1, 2, 3, 4].map((value) => [`${value - 1}`, writeNpy(full(value % 2 ? [2, 2] : [2], value))])),
    );
    expect(await kernels(model)).toEqual([1, 3]);
  });
});
