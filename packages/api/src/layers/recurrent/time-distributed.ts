/** A layer, applied to each step of a sequence alike. */
import { fail, field, name, plainConfig, printShape, readConfig, required, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Outputs } from '../../tracing/module.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { effectsOf, requireKnownSteps, rowOf, stacked, swapped } from './loop.ts';

export interface TimeDistributedConfig<Inner extends Layer = Layer> {
  /** The layer that each step passes through. */
  readonly layer: Inner;
  readonly name?: string | undefined;
}

const fields = {
  layer: required({
    ...field<Layer>('be a layer', (x) => x instanceof Layer),
    save: (layer: Layer) => ({ className: layer.className, config: layer.getConfig() }),
  }),
  name: name(),
};

/**
 * The layer, with one set of weights, at each step: where it takes `[batch, …]` to `[batch, …]`, this takes `[batch, steps, …]` to
 * `[batch, steps, …]`. All inputs of the layer have steps.
 *
 * Steps are computed together, as rows of one large batch, unless the layer draws noise, adds to the loss or carries statistics: then one
 * after the other, as in Keras, each with noise of its own. Where their number is open they are a loop, in which nothing is drawn.
 *
 * Weights: those of the layer, below `layer`.
 *
 * @throws BernoulliError `CONFIG` for what is no layer; `SHAPE` for an input without steps.
 * @example
 * ```ts
 * import { Conv2D, TimeDistributed } from '@bernoulli/api';
 * // [batch, frames, height, width, channels] to [batch, frames, …].
 * new TimeDistributed({ layer: new Conv2D({ filters: 8, kernelSize: 3 }) }).layer.className; // => 'Conv2D'
 * ```
 */
export class TimeDistributed<Inner extends Layer = Layer> extends Layer {
  readonly className = 'TimeDistributed';
  readonly layer: Inner;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: TimeDistributedConfig<Inner>) {
    super();
    this.#config = readConfig('TimeDistributed', config as TimeDistributedConfig, fields);
    this.layer = this.#config.layer as Inner;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(...inputs: Parameters<Inner['call']>): ReturnType<Inner['call']> {
    const [batch, steps] = sizesOf(inputs);
    const trace = Trace.of(inputs[0]!);
    const layer = this.layer as Layer;
    const turned = inputs.map(swapped);
    const at = (i: number): Outputs => layer.apply(...turned.map((x) => rowOf(x, i)));
    const before = effectsOf(trace);
    const first = at(0);
    if (steps < 0) {
      if (effectsOf(trace) > before) requireKnownSteps(trace, turned[0]!);
      return inLoop(layer, turned) as ReturnType<Inner['call']>;
    }
    if (effectsOf(trace) > before || batch < 0) {
      const all = [first, ...Array.from({ length: steps - 1 }, (_, i) => at(i + 1))];
      return together(all, stacked) as ReturnType<Inner['call']>;
    }
    const rows = layer.apply(...inputs.map((x) => x.reshape([batch * steps, ...x.shape.slice(2)])));
    return together([rows], ([y]) => y!.reshape([batch, steps, ...y!.shape.slice(1)])) as ReturnType<Inner['call']>;
  }
}

/** Steps of an open number, each by itself, in one loop. */
function inLoop(layer: Layer, inputs: readonly Tensor[]): Outputs {
  let names: string[] | undefined;
  const { all } = Trace.of(inputs[0]!).scan([], inputs, (_, step) => {
    const made = layer.apply(...(step as Tensor[]));
    if (made instanceof Tensor) return [made];
    names = Object.keys(made);
    return Object.values(made);
  });
  const outputs = all.map(swapped);
  return names === undefined ? outputs[0]! : Object.fromEntries(names.map((name, i) => [name, outputs[i]!]));
}

function sizesOf(inputs: readonly Tensor[]): [batch: number, steps: number] {
  const [batch, steps] = inputs[0]!.shape;
  for (const { shape } of inputs)
    if (shape.length < 3 || steps === 0 || shape[0] !== batch || shape[1] !== steps)
      fail('SHAPE', {
        who: 'TimeDistributed',
        what: 'needs inputs [batch, steps, …, features] with one number of steps, one or more',
        received: inputs.map((x) => printShape(x.shape)).join(', '),
      });
  return [batch!, steps!];
}

/** Tensors, or records of tensors of the same names, made one. */
function together(all: readonly Outputs[], join: (tensors: readonly Tensor[]) => Tensor): Outputs {
  const [first] = all;
  if (first instanceof Tensor) return join(all as readonly Tensor[]);
  return Object.fromEntries(
    Object.keys(first!).map((key) => [key, join(all.map((each) => (each as Record<string, Tensor>)[key]!))]),
  );
}
