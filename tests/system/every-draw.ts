/** A network in which all that draws draws: every kind of dropout, layers with noise of their own. Each sees the inputs themselves. */
import {
  concat,
  Dense,
  DropConnect,
  DropKey,
  Dropout,
  GRU,
  LSTM,
  layerFromConfig,
  LearnedRate,
  Model,
  ShakeShake,
  TimeDistributed,
  type Layer,
  type Tensor,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { sizeOf } from '@bernoulli/api/ir';
import { family, type KindName } from '../../packages/api/test/dropout-kinds.ts';
import { drawingLayers, UNITS } from './contract/drawing-layers.ts';

export const [SEED, ROWS, FEATURES] = [2014, 24, 60] as const;

/** `[ROWS, FEATURES]`, no two alike. */
export const x = Float32Array.from({ length: ROWS * FEATURES }, (_, i) => Math.sin(i * i + 1));

/** Layers, the shape of a row for each, and how the first features become it. */
type Place = readonly [layer: Layer, row: readonly number[]];

const TOKENS = [3, UNITS];

function places(): Place[] {
  return [
    ...(Object.keys(family) as KindName[]).flatMap((className) => {
      const { row = [UNITS], configs } = family[className];
      return configs.map((config): Place => [layerFromConfig({ className, config }), row]);
    }),
    ...Object.values(drawingLayers).map((make): Place => [make(), TOKENS]),
    [new DropConnect({ units: 3, rate: 0.4 }), TOKENS],
    [new LSTM({ units: 3, dropout: 0.3, recurrentDropout: 0.4 }), TOKENS],
    [new GRU({ units: 3, dropout: 0.3, recurrentDropout: 0.4 }), TOKENS],
    [new LSTM({ units: 3, dropout: [0.1, 0.3, 0.5, 0.7], recurrentDropout: [0.2, 0.4, 0.6] }), TOKENS],
    [new GRU({ units: 3, dropout: new LearnedRate(), recurrentDropout: new LearnedRate() }), TOKENS],
    [new TimeDistributed({ layer: new Dropout({ rate: 0.25 }) }), TOKENS],
  ];
}

class EveryDraw extends Model {
  readonly layers: readonly Layer[];
  readonly head = new Dense({ units: 2 });
  readonly #rows: readonly Place[1][];

  constructor(made: readonly Place[]) {
    super({ name: 'net' });
    this.layers = made.map(([layer]) => layer);
    this.#rows = made.map(([, row]) => row);
  }

  call(x: Tensor): Tensor {
    const means = this.layers.map((layer, i) => {
      const row = this.#rows[i]!;
      const laid = x.slice([0, 0], [x.shape[0]!, sizeOf(row)]).reshape([null, ...row]);
      const drawn = layer.apply(laid, ...(layer instanceof ShakeShake ? [laid.square()] : [])) as Tensor;
      // Scores of keys that are dropped, −10,000, would leave no digits for anything else: they weight the inputs, as in attention.
      const made = layer instanceof DropKey ? drawn.softmax().mul(laid) : drawn;
      return made.reshape([null, sizeOf(made.shape.slice(1))]).mean(-1, true);
    });
    return this.head.apply(concat(means));
  }
}

/** The network with the layers that are wanted, not trained. */
export function everyDraw(wanted: (place: number) => boolean = () => true): Model {
  const model = new EveryDraw(places().filter((_, i) => wanted(i)));
  model.compile({ seed: SEED, backend: cpu({ threads: 1 }) });
  model.buildFor([FEATURES]);
  return model;
}

/** How many parts the network is cut into: ONNX Runtime loads several files with a few draws sooner than one with a hundred. */
const PARTS = 6;

/** Networks that have all layers together, those of them that are wanted. */
export function everyDrawInParts(wanted: (place: number) => boolean = () => true): Model[] {
  return Array.from({ length: PARTS }, (_, part) => everyDraw((place) => place % PARTS === part && wanted(place)));
}
