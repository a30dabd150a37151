/** Models in models, and parts that are frozen: trained, stored and loaded as one. */
import {
  decodeSafetensors,
  Dense,
  Dropout,
  Model,
  Module,
  modelFromFiles,
  modelToFiles,
  sequential,
  type Sequential,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import {
  backendOf,
  everywhere,
  expectExport,
  expectResume,
  expectSameMasks,
  waves,
  worst,
  type Subject,
} from './laws.ts';

const x = waves(20, 4);
const y = x.map((row) => [2 * row[0]! + row[1]!]);
const config = { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 } as const;

/** A stack with a stack in it. */
const stack = (): Sequential =>
  sequential([
    sequential([new Dense({ units: 6, activation: 'tanh' }), new Dropout({ rate: 0.3 })], { name: 'body' }),
    new Dense({ units: 1 }),
  ]);

class Block extends Module {
  readonly className = 'Block';
  readonly dense = new Dense({ units: 4, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  call(x: Tensor): Tensor {
    return x.add(this.dropout.apply(this.dense.apply(x)));
  }
}

/** A class that holds blocks and a stack. */
class Net extends Model {
  readonly blocks = [new Block(), new Block()];
  readonly tail = stack();
  call(x: Tensor): Tensor {
    return this.tail.apply(this.blocks.reduce((value, block) => block.apply(value), x));
  }
}

const subject: Subject<Net> = { make: () => new Net(), config, row: [4], x, y };
const frozenSubject: Subject<Net> = {
  ...subject,
  make: () => {
    const net = new Net();
    net.blocks[0]!.trainable = false;
    net.tail.trainable = false;
    return net;
  },
};

function compiled<M extends Model>(model: M, name: string): M {
  model.compile({ ...config, backend: backendOf(name) });
  model.buildFor([4]);
  return model;
}

describe.each(everywhere)('on %s', (name) => {
  it('a stack in a stack is made again from its files alone', async () => {
    const model = compiled(stack(), name);
    const paths = ['body/dense/kernel', 'body/dense/bias', 'dense/kernel', 'dense/bias'];
    expect(Object.keys(await model.getWeights())).toEqual(paths.map((path) => `sequential/${path}`));
    await model.trainOnBatch(x, y);
    const loaded = modelFromFiles(await modelToFiles(model), { backend: backendOf(name) });
    for (const each of [model, loaded]) await each.trainOnBatch(x, y);
    expect(bits(await loaded.getWeights())).toEqual(bits(await model.getWeights()));
    expect(await loaded.predict(x)).toEqual(await model.predict(x));
    await model.dispose();
    await loaded.dispose();
  });

  it('modules in arrays and models in models resume bit for bit and are exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });

  it('what is frozen stays, has no state of the optimizer, and is frozen again after loading', async () => {
    const isFrozen = (path: string): boolean => /^net\/(blocks\/0|tail)\//.test(path);
    const model = compiled(frozenSubject.make(), name);
    const before = await model.getWeights();
    await model.fit(x, y, { verbose: 0 });
    const files = await modelToFiles(model);
    const slots = Object.keys(decodeSafetensors(files['optimizer.safetensors']!).tensors);
    expect(slots.length).toBe(4);
    expect(slots.filter((slot) => isFrozen(slot.slice(slot.lastIndexOf(':') + 1)))).toEqual([]);

    const loaded = modelFromFiles(files, { into: new Net(), backend: backendOf(name) });
    expect([loaded.blocks[0]!, loaded.blocks[1]!, loaded.tail].map(({ trainable }) => trainable)).toEqual([
      false,
      true,
      false,
    ]);
    for (const each of [model, loaded]) await each.trainOnBatch(x, y);
    const after = await loaded.getWeights();
    expect(bits(after)).toEqual(bits(await model.getWeights()));
    for (const [path, value] of Object.entries(after))
      expect(worst(value, before[path]!) === 0, path).toBe(isFrozen(path));
    await model.dispose();
    await loaded.dispose();
  });

  it('a body that was trained elsewhere is taken over by its weights', async () => {
    const pretrained = compiled(stack(), name);
    await pretrained.trainOnBatch(x, y);
    const model = compiled(new Net(), name);
    const weights = Object.entries(await pretrained.getWeights());
    await model.setWeights(
      Object.fromEntries(weights.map(([path, v]) => [path.replace('sequential/', 'net/tail/'), v])),
    );
    expect(bits(await model.getWeights())['net/tail/dense/kernel']).toBe(
      bits(await pretrained.getWeights())['sequential/dense/kernel'],
    );
    await model.dispose();
    await pretrained.dispose();
  });
});

describe('a model with weights of its own', () => {
  it('cannot be part of another', () => {
    const body = compiled(stack(), 'cpu');
    const outer = sequential([body]);
    outer.compile(config);
    expect(() => outer.buildFor([4])).toThrow(/at sequential\/sequential: a model that has weights of its own/);
  });

  it('a frozen layer in a stack in a stack stays frozen in its files', async () => {
    const model = stack();
    (model.layers[0] as Sequential).layers[0]!.trainable = false;
    const loaded = modelFromFiles(await modelToFiles(compiled(model, 'cpu')));
    expect((loaded.layers[0] as Sequential).layers.map(({ trainable }) => trainable)).toEqual([false, true]);
  });
});
