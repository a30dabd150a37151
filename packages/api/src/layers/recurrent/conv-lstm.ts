/** Long short-term memories of images: what those of one, two and three axes share. */
import {
  fail,
  flag,
  printShape,
  required,
  sizeFrom,
  whole,
  type ConvAttrs,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { concat, type Tensor } from '../../tracing/tensor.ts';
import { hangsOnSize, requireOneOf, zerosAround } from '../convolution/padding.ts';
import { windowFields, type WindowConfig } from '../convolution/settings.ts';
import { sizesOf } from '../sizes.ts';
import { gateWeights, meanOverSteps } from './law.ts';
import { lstmStep, withOnes } from './lstm-law.ts';
import { split } from './gates.ts';
import { RecurrentLayer, type AfterSequence, type Recurred } from './recurrent-layer.ts';
import { ownRates, sequenceDropout, type SequenceDropout } from './sequence-dropout.ts';
import { gatesFields, loopFields, type GatesConfig, type LoopConfig } from './settings.ts';

export interface ConvLSTMConfig extends WindowConfig, Omit<GatesConfig, 'units'>, LoopConfig {
  /** Number of channels of the states, and of what comes out. */
  readonly filters: number;
  /** Whether the bias of the gate that keeps the carry begins at 1, whatever `biasInitializer` says. Default true. */
  readonly unitForgetBias?: boolean | undefined;
}

const GATES = 4;

const { units: _units, ...gates } = gatesFields();

/** The fields of {@link ConvLSTMConfig}, for so many axes. */
export const convLSTMFields = (axes: number) => ({
  filters: required(whole(1)),
  ...windowFields(axes),
  ...gates,
  unitForgetBias: flag(true),
  ...loopFields(),
});

type Settings = SettingsOf<ReturnType<typeof convLSTMFields>>;

export abstract class ConvLSTM<Several extends boolean> extends RecurrentLayer<
  'hidden' | 'carry',
  [hidden: Tensor, carry: Tensor],
  Several
> {
  readonly dropout: SequenceDropout | undefined;
  readonly recurrentDropout: SequenceDropout | undefined;
  readonly #axes: 1 | 2 | 3;
  readonly #settings: Settings;
  readonly #window: readonly number[];
  /** Of the input of this use, between steps and channels. */
  #sizes: Shape = [];

  constructor(who: string, axes: 1 | 2 | 3, settings: Settings) {
    super(settings);
    this.#axes = axes;
    this.#settings = settings;
    this.#window = sizesOf(settings.kernelSize, axes);
    requireOneOf(who, sizesOf(settings.strides, axes), sizesOf(settings.dilationRate, axes));
    this.dropout = sequenceDropout(settings.dropout);
    this.recurrentDropout = sequenceDropout(settings.recurrentDropout);
  }

  get stateShapes(): Readonly<Record<string, Shape>> {
    const shape = [...this.#places(), this.#settings.filters];
    return { hidden: shape, carry: shape };
  }

  remade(changes: LoopConfig): this {
    const Class = this.constructor as new (config: object) => this;
    return new Class({ ...ownRates(this.#settings), ...changes });
  }

  override build(input: Shape): void {
    super.build(input);
    this.#read(input);
    const { filters, unitForgetBias, biasInitializer } = this.#settings;
    const settings = {
      ...this.#settings,
      units: filters,
      biasInitializer: unitForgetBias ? withOnes(biasInitializer, filters) : biasInitializer,
    };
    for (const weight of gateWeights(settings, GATES, input.at(-1)!))
      this.addWeight(weight.name === 'bias' ? weight : { ...weight, shape: [...this.#window, ...weight.shape] });
  }

  override call(
    x: Tensor,
    ...more: AfterSequence<[hidden: Tensor, carry: Tensor]>
  ): Recurred<'hidden' | 'carry', Several> {
    this.#read(x.shape);
    return super.call(x, ...more);
  }

  protected steps(x: Tensor) {
    const [, batch, ...row] = x.shape as [number, number, ...number[]];
    const { filters, useBias } = this.#settings;
    const inputFactors = this.dropout?.factors(x, [batch, GATES, ...row], () => meanOverSteps(x));
    const stateFactors = this.recurrentDropout?.factors(x, [batch, GATES, ...this.#places(), filters]);
    const input = convolutionWith(this.weight('kernel', x), inputFactors, this.#placing());
    const state = convolutionWith(this.weight('recurrentKernel', x), stateFactors, this.#around());
    const bias = useBias ? this.weight('bias', x) : undefined;
    return {
      inputs: x,
      step: (now: Tensor, [hidden, carry]: readonly Tensor[]) => {
        const sums = input(now).add(state(hidden!));
        return lstmStep(bias === undefined ? sums : sums.add(bias), carry!, this.#settings);
      },
    };
  }

  #read(input: Shape): void {
    const sizes = input.slice(2, -1);
    if (sizes.length !== this.#axes || input.slice(2).includes(0) || input.at(-1)! < 1)
      fail('SHAPE', {
        who: this.className,
        what: `needs an input [batch, steps, ${['length', 'height, width', 'depth, height, width'][this.#axes - 1]}, channels] of known channels`,
        received: printShape(input),
      });
    this.#sizes = sizes;
  }

  /** Where the window lies in the input. */
  #placing(): ConvAttrs {
    const { padding } = this.#settings;
    const [strides, dilations] = [this.#settings.strides, this.#settings.dilationRate].map((n) =>
      sizesOf(n, this.#axes),
    );
    const zeros = this.#window.map((window, i) => {
      const along = { size: this.#sizes[i]!, window, stride: strides![i]!, dilation: dilations![i]! };
      if (hangsOnSize(padding, along))
        fail('SHAPE', {
          who: this.className,
          what: `padding 'same' with strides above 1 needs known sizes`,
          received: printShape(this.#sizes),
        });
      return zerosAround(padding, along);
    });
    return {
      strides: strides!,
      dilations: dilations!,
      before: zeros.map(([before]) => before),
      after: zeros.map(([, after]) => after),
      groups: 1,
    };
  }

  /** Where it lies in the state: at every place, one step apart. */
  #around(): ConvAttrs {
    const zeros = this.#window.map((window) => zerosAround('same', { size: -1, window, stride: 1, dilation: 1 }));
    const ones = this.#window.map(() => 1);
    return {
      strides: ones,
      dilations: ones,
      before: zeros.map(([before]) => before),
      after: zeros.map(([, after]) => after),
      groups: 1,
    };
  }

  /** How many places the window has along each axis. */
  #places(): readonly number[] {
    const { strides, dilations, before, after } = this.#placing();
    return this.#sizes.map((size, i) => {
      const room = before[i]! + after[i]! - (this.#window[i]! - 1) * dilations[i]! - 1;
      if (size >= 0 && size + room < 0)
        fail('SHAPE', {
          who: this.className,
          what: `the window of ${this.#window[i]} does not fit into axis ${i + 2}`,
          received: printShape(this.#sizes),
        });
      return sizeFrom(size, { plus: room + strides[i]!, over: strides[i]! });
    });
  }
}

/** x ↦ x convolved with the kernels of all gates. With factors `[batch, gates, …]` each gate sees x times its own. */
function convolutionWith(kernel: Tensor, factors: Tensor | undefined, placing: ConvAttrs): (x: Tensor) => Tensor {
  if (factors === undefined) return (x) => x.conv(kernel, placing);
  const kernels = split(kernel, GATES);
  const [batch, , ...row] = factors.shape as [number, number, ...number[]];
  const each = kernels.map((_, i) =>
    factors.slice([0, i, ...row.map(() => 0)], [batch, 1, ...row]).reshape([batch, ...row]),
  );
  return (x) => concat(kernels.map((own, i) => x.mul(each[i]!).conv(own, placing)));
}
