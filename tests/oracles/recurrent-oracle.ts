/** The tests of files of recurrent layers that are predicted with, judged and trained in turn, on a set of backends. */
import { layerFromConfig, sequential, SGD, type Layer, type Sequential } from '@bernoulli/api';
import { describe, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import type { Backends } from './graph-of.ts';
import { camel, saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

type Step =
  | { readonly do: 'reset' }
  | { readonly do: 'predict'; readonly x: Encoded; readonly output: Encoded }
  | { readonly do: 'evaluate'; readonly x: Encoded; readonly y: Encoded; readonly loss: number }
  | {
      readonly do: 'fit';
      readonly epochs: number;
      readonly x: Encoded;
      readonly y: Encoded;
      readonly validation_x: Encoded;
      readonly validation_y: Encoded;
      readonly loss: readonly number[];
      readonly val_loss: readonly number[];
    };

type Weights = readonly { readonly name: string; readonly value: Encoded }[];

interface Case extends KerasCase {
  readonly name: string;
  /** Rows of a batch. */
  readonly batch: number;
  readonly weights: Weights;
  readonly steps: readonly Step[];
  readonly weights_after: Weights;
}

function layerOf(c: KerasCase): Layer {
  const { className, config } = saved(c);
  return layerFromConfig({ className, config: { ...config, name: 'layer' } });
}

/**
 * `bidirectional/forward_gru/gru_cell/recurrent_kernel` is `net/layer/forwardLayer/recurrentKernel`, and of cells in a stack
 * `rnn/stacked_rnn_cells/cell0/kernel` is `net/layer/cell/cells/0/kernel`.
 */
function pathOf(name: string): string {
  const [, ...parts] = name.split('/').filter((part) => !/_cell(_\d+)?$/.test(part));
  const places = parts.map((part) =>
    part
      .replace(/^(forward|backward)_.*/, '$1_layer')
      .replace(/^stacked_rnn_cells(_\d+)?$/, 'cell')
      .replace(/^cell(\d+)$/, 'cells/$1'),
  );
  return ['net', 'layer', ...places.map(camel)].join('/');
}

async function take(model: Sequential, step: Step, batchSize: number, at: string): Promise<void> {
  if (step.do === 'reset') return model.resetStates();
  const x = decode(step.x);
  if (step.do === 'predict') expectClose(await model.predict(x, { batchSize }), step.output, 1e-5, at);
  else if (step.do === 'evaluate')
    expectClose((await model.evaluate(x, decode(step.y), { batchSize }))['loss']!, step.loss, 1e-5, at);
  else {
    const { history } = await model.fit(x, decode(step.y), {
      batchSize,
      epochs: step.epochs,
      shuffle: false,
      validationData: [decode(step.validation_x), decode(step.validation_y)],
      verbose: 0,
    });
    expectClose(history['loss']!, step.loss, 1e-5, at);
    expectClose(history['valLoss']!, step.val_loss, 1e-5, `${at}, validation`);
  }
}

/** Runs every case of a file that this library can build, on every backend. */
export function recurrentOracles(file: string, backends: Backends): void {
  describeOracle<{ cases: readonly Case[] }>(file, ({ cases }) => {
    const built = cases.filter((c) => isKnown(() => layerOf(c)));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$name', async (c) => {
        const model = sequential([layerOf(c)], { name: 'net' });
        model.compile({
          optimizer: new SGD({ learningRate: 0.1 }),
          loss: 'meanSquaredError',
          seed: 1,
          backend: backend(),
        });
        const first = c.steps.find((step) => step.do !== 'reset')!;
        model.buildFor([...first.x.shape.slice(1)]);
        await model.setWeights(Object.fromEntries(c.weights.map(({ name, value }) => [pathOf(name), decode(value)])));
        for (const [i, step] of c.steps.entries()) await take(model, step, c.batch, `${i}: ${step.do}`);
        const after = await model.getWeights();
        for (const { name, value } of c.weights_after) expectClose(after[pathOf(name)]!, value, 1e-5, name);
        await model.dispose();
      });
    });

    tally({ of: cases, run: built, label: (c) => c.class });
  });
}
