/** A recurrent layer and another that reads the same sequence from its end. */
import {
  fail,
  field,
  name,
  nullable,
  oneOf,
  optional,
  plainConfig,
  readConfig,
  required,
  type SettingsOf,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { concat, Tensor } from '../../tracing/tensor.ts';
import { turned } from './loop.ts';
import { RecurrentLayer } from './recurrent-layer.ts';

/** How two outputs are made one; `null` leaves them apart. */
export type MergeMode = 'concat' | 'sum' | 'mul' | 'ave' | null;

export interface BidirectionalConfig<
  States extends string = string,
  Initial extends readonly Tensor[] = Tensor[],
  Several extends boolean = boolean,
> {
  /** The recurrent layer. What it is told is told to two layers like it, which have weights of their own. */
  readonly layer: RecurrentLayer<States, Initial, Several>;
  /** The one that goes the other way. Default: one like `layer`. */
  readonly backwardLayer?: RecurrentLayer<States, Initial, Several> | undefined;
  /** `'concat'`, `'sum'`, `'mul'`, `'ave'` (the mean), or `null` for both, as `{ forward, backward }`. Default `'concat'`. */
  readonly mergeMode?: MergeMode | undefined;
  readonly name?: string | undefined;
}

/** The setting that the result follows from. */
interface WithMergeMode<Mode extends MergeMode> {
  readonly mergeMode?: Mode | undefined;
}

const recurrent = () => ({
  ...field<RecurrentLayer>('be a recurrent layer', (x) => x instanceof RecurrentLayer),
  save: (layer: RecurrentLayer) => ({ className: layer.className, config: layer.getConfig() }),
});

const fields = {
  layer: required(recurrent()),
  backwardLayer: optional(recurrent()),
  mergeMode: nullable(oneOf(['concat', 'sum', 'mul', 'ave']), 'concat'),
  name: name(),
};

type Named<Prefix extends string, Names extends string> = `${Prefix}${Capitalize<Names>}`;

/** What the two return together: their states are named after the direction, as in `forwardHidden`. */
type Both<States extends string, Several extends boolean, Mode extends MergeMode> = Several extends true
  ? Readonly<
      Record<Named<'forward' | 'backward', States> | (Mode extends null ? 'forward' | 'backward' : 'output'), Tensor>
    >
  : Mode extends null
    ? { readonly forward: Tensor; readonly backward: Tensor }
    : Tensor;

/** The states to begin with, those of the forward layer first, and the mask. */
type AfterBoth<Initial extends readonly Tensor[]> =
  | []
  | [mask: Tensor]
  | [...forward: Initial, ...backward: Initial]
  | [...forward: Initial, ...backward: Initial, mask: Tensor];

/**
 * Two layers like the one given, the second of which reads the sequence from its end; with `returnSequences` its outputs stand in the order
 * of the sequence. `[batch, steps, n]` to `[batch, steps, 2 · units]` or `[batch, 2 · units]` with `mergeMode: 'concat'`, and with others
 * to `units`.
 *
 * `apply(x, …forwardStates, …backwardStates, mask)`: as the layers take them. With `returnState` the result is a record of `output` and the
 * states, as in `{ output, forwardHidden, forwardCarry, backwardHidden, backwardCarry }`. With `returnSequences` the outputs of steps that a
 * mask leaves out are 0, as in Keras.
 *
 * Weights: those of the layers, below `forwardLayer` and `backwardLayer`.
 *
 * @see M. Schuster, K. Paliwal, "Bidirectional Recurrent Neural Networks", IEEE Transactions on Signal Processing 45 (1997).
 * @throws BernoulliError `CONFIG` for a layer that is not recurrent, and for layers that go one way or return different things; `SHAPE` as the
 * layers do.
 * @example
 * ```ts
 * import { Bidirectional, Dense, LSTM, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Bidirectional({ layer: new LSTM({ units: 4 }) }), new Dense({ units: 1 })]);
 * model.compile({ seed: 1, backend: cpu() });
 * (await model.predict([[[1, 2], [3, 4], [5, 6]]])).shape; // => [1, 1]
 * ```
 */
export class Bidirectional<
  States extends string = string,
  Initial extends readonly Tensor[] = Tensor[],
  Several extends boolean = false,
  Mode extends MergeMode = 'concat',
> extends Layer {
  readonly className = 'Bidirectional';
  readonly forwardLayer: RecurrentLayer<States, Initial, Several>;
  readonly backwardLayer: RecurrentLayer<States, Initial, Several>;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: BidirectionalConfig<States, Initial, Several> & WithMergeMode<Mode>) {
    super();
    this.#config = readConfig('Bidirectional', config as unknown as BidirectionalConfig, fields);
    const { layer, backwardLayer = layer.remade({ goBackwards: !layer.loop.goBackwards }) } = this.#config;
    for (const key of ['returnSequences', 'returnState'] as const)
      if (layer.loop[key] !== backwardLayer.loop[key]) refuse(`the layers must have one ${key}`);
    if (layer.loop.goBackwards === backwardLayer.loop.goBackwards)
      refuse('the layers must go two ways: see goBackwards');
    const zeroOutputForMask = layer.loop.returnSequences;
    this.forwardLayer = layer.remade({ zeroOutputForMask }) as never;
    this.backwardLayer = backwardLayer.remade({ zeroOutputForMask }) as never;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor, ...more: AfterBoth<Initial>): Both<States, Several, Mode> {
    const masks = (more as Tensor[]).at(-1)?.dtype === 'bool' ? [more.at(-1) as Tensor] : [];
    const states = (more as Tensor[]).slice(0, more.length - masks.length);
    const half = Math.ceil(states.length / 2);
    const forward = read(this.forwardLayer as RecurrentLayer, [x, ...states.slice(0, half), ...masks]);
    const backward = read(this.backwardLayer as RecurrentLayer, [x, ...states.slice(half), ...masks]);
    const inOrder = this.forwardLayer.loop.returnSequences ? turned(backward.output, 1) : backward.output;
    const { mergeMode } = this.#config;
    const outputs =
      mergeMode === null
        ? { forward: forward.output, backward: inOrder }
        : { output: merged(mergeMode, forward.output, inOrder) };
    const all = { ...outputs, ...named('forward', forward.states), ...named('backward', backward.states) };
    return ('output' in all && Object.keys(all).length === 1 ? all.output : all) as Both<States, Several, Mode>;
  }
}

function refuse(what: string): never {
  return fail('CONFIG', { who: 'Bidirectional', what });
}

function read(layer: RecurrentLayer, inputs: Tensor[]): { output: Tensor; states: Record<string, Tensor> } {
  const returned = layer.apply(...(inputs as [Tensor])) as Tensor | (Record<string, Tensor> & { output: Tensor });
  if (returned instanceof Tensor) return { output: returned, states: {} };
  const { output, ...states } = returned;
  return { output, states };
}

function named(direction: string, states: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [`${direction}${name[0]!.toUpperCase()}${name.slice(1)}`, state]),
  );
}

function merged(mode: NonNullable<MergeMode>, x: Tensor, y: Tensor): Tensor {
  if (mode === 'concat') return concat([x, y]);
  if (mode === 'mul') return x.mul(y);
  const sum = x.add(y);
  return mode === 'sum' ? sum : sum.mul(0.5);
}
