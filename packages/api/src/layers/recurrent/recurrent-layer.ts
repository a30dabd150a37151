/** What every recurrent layer does: it reads a sequence step by step, and carries states from each step to the next. */
import { fail, printShape, sameShape, type Shape } from '../../ir/index.ts';
import { Layer } from '../../tracing/layer.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { drawFactors, type RecurrentLaw, type Stepped } from './law.ts';
import { recur, swapped } from './loop.ts';
import { featuresOf } from './recurrent-cell.ts';
import { ownRates, sequenceDropout, type SequenceDropout } from './sequence-dropout.ts';
import type { LoopConfig, LoopSettings, UnitsSettings } from './settings.ts';

/** What a recurrent layer returns: its output, or with the states after the last step, as `returnState` says. */
export type Recurred<States extends string, Several extends boolean> = Several extends true
  ? Readonly<Record<States, Tensor>> & { readonly output: Tensor }
  : Tensor;

/** The setting that `Recurred` follows from. */
export interface WithState<Several extends boolean> {
  readonly returnState?: Several | undefined;
}

/** What may follow the sequence: the states to begin with, all or none, and the mask. */
export type AfterSequence<Initial extends readonly Tensor[]> =
  [] | [mask: Tensor] | [...initial: Initial] | [...initial: Initial, mask: Tensor];

/** The steps of one sequence. */
interface Steps {
  /** What they read, `[steps, batch, …]`. */
  readonly inputs: Tensor;
  step(input: Tensor, states: readonly Tensor[]): Stepped;
}

export abstract class RecurrentLayer<
  States extends string = string,
  Initial extends readonly Tensor[] = Tensor[],
  Several extends boolean = boolean,
> extends Layer {
  /** How it reads sequences. */
  readonly loop: LoopSettings & { readonly returnState: Several };

  constructor({ returnSequences, returnState, goBackwards, stateful, zeroOutputForMask }: LoopSettings) {
    super();
    this.loop = { returnSequences, returnState: returnState as Several, goBackwards, stateful, zeroOutputForMask };
  }

  /** The shapes of the states after the batch, by name. */
  abstract get stateShapes(): Readonly<Record<string, Shape>>;

  /** Another layer of this configuration, but for what is said: with weights of its own. */
  abstract remade(changes: LoopConfig): RecurrentLayer<States, Initial, Several>;

  /** Readies a sequence `[steps, batch, …]`. */
  protected abstract steps(x: Tensor): Steps;

  override build(input: Shape): void {
    if (input.length < 3 || input[1] === 0)
      fail('SHAPE', {
        who: this.className,
        what: 'needs an input [batch, steps, …, features] with one step or more',
        received: printShape(input),
      });
  }

  call(x: Tensor, ...more: AfterSequence<Initial>): Recurred<States, Several> {
    // Another use of the layer may have another number of steps.
    RecurrentLayer.prototype.build.call(this, x.shape);
    const { returnSequences, returnState, goBackwards, stateful, zeroOutputForMask } = this.loop;
    const { initial, mask } = this.#read(x, more as Tensor[]);
    const { inputs, step } = this.steps(swapped(x));
    const { output, states } = recur(
      { inputs, states: initial, mask, backwards: goBackwards, zeroOutput: zeroOutputForMask, step },
      returnSequences,
    );
    if (stateful) for (const [name, state] of Object.entries(states)) this.carry(name, state);
    return (returnState ? { output, ...states } : output) as Recurred<States, Several>;
  }

  /** The states to begin with, zeros or what was carried here where none are given, and the mask with its steps first. */
  #read(x: Tensor, more: readonly Tensor[]): { initial: Record<string, Tensor>; mask: Tensor | undefined } {
    const who = this.className;
    const [batch, steps] = x.shape as [number, number];
    const shapes = Object.entries(this.stateShapes);
    const masked = more.at(-1)?.dtype === 'bool';
    const given = masked ? more.slice(0, -1) : more;
    if (given.length !== 0 && given.length !== shapes.length)
      fail('SHAPE', {
        who,
        what: `takes a sequence, the states to begin with (${shapes.map(([name]) => name).join(', ')}; all or none), and a bool mask`,
        received: [x, ...more].map(({ dtype, shape }) => `${dtype}${printShape(shape)}`).join(', '),
      });
    const initial = shapes.map(([name, shape], i): [string, Tensor] => {
      const wanted = [batch, ...shape];
      const first = (): Tensor =>
        this.loop.stateful ? this.carried(name, x, wanted) : new Tensor(x.b, x.b.scalar(0)).broadcastTo(wanted);
      const state = given[i] ?? first();
      if (state.dtype !== 'f32' || !sameShape(state.shape, wanted))
        fail('SHAPE', {
          who,
          what: `the state ${name} must be f32${printShape(wanted)}`,
          received: `${state.dtype}${printShape(state.shape)}`,
        });
      return [name, state];
    });
    const mask = masked ? more.at(-1)! : undefined;
    if (mask !== undefined && !sameShape(mask.shape, [batch, steps]))
      fail('SHAPE', { who, what: `the mask must be ${printShape([batch, steps])}`, received: printShape(mask.shape) });
    return { initial: Object.fromEntries(initial), mask: mask === undefined ? undefined : swapped(mask) };
  }
}

/** A recurrent layer that follows a law. Its weights are its own. */
export abstract class LawLayer<
  States extends string,
  Initial extends readonly Tensor[],
  Several extends boolean,
> extends RecurrentLayer<States, Initial, Several> {
  readonly dropout: SequenceDropout | undefined;
  readonly recurrentDropout: SequenceDropout | undefined;
  readonly #law: RecurrentLaw;
  readonly #settings: UnitsSettings & LoopSettings;

  constructor(law: RecurrentLaw, settings: UnitsSettings & LoopSettings) {
    super(settings);
    this.#law = law;
    this.#settings = settings;
    this.dropout = sequenceDropout(settings.dropout);
    this.recurrentDropout = sequenceDropout(settings.recurrentDropout);
  }

  get stateShapes(): Readonly<Record<string, Shape>> {
    return Object.fromEntries(this.#law.states.map((name) => [name, [this.#settings.units]]));
  }

  remade(changes: LoopConfig): this {
    const Class = this.constructor as new (config: object) => this;
    return new Class({ ...ownRates(this.#settings), ...changes });
  }

  override build(input: Shape): void {
    super.build(input);
    if (input.length !== 3)
      fail('SHAPE', {
        who: this.className,
        what: 'needs an input [batch, steps, features]',
        received: printShape(input),
      });
    for (const weight of this.#law.weights(featuresOf(this.className, input))) this.addWeight(weight);
  }

  protected steps(x: Tensor): Steps {
    const sequence = this.#law.begin({
      weight: (name) => this.weight(name, x),
      ...drawFactors(this, this.#law, x, this.#settings.units),
    });
    return { inputs: sequence.project(x), step: (input, states) => sequence.step(input, states) };
  }
}
