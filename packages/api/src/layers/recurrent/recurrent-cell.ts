/** One step of a recurrent layer, as a layer of its own. */
import { fail, printShape, type Shape } from '../../ir/index.ts';
import { Layer } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { drawFactors, type RecurrentLaw, type Sequence, type Stepped } from './law.ts';
import { ownRates, requireUnread, sequenceDropout, type SequenceDropout } from './sequence-dropout.ts';
import type { UnitsSettings } from './settings.ts';

/**
 * What `RNN` calls in each step: `call(x, …states, …constants)` with `[batch, …]` and the states before gives a record of `output` and the
 * states after, by the names in `stateSizes`, in that order.
 *
 * @example
 * ```ts
 * import { RecurrentCell, RNN, type Tensor } from '@bernoulli/api';
 * // What came so far, each step counting half as much as the next.
 * class Fading extends RecurrentCell {
 *   readonly className = 'Fading';
 *   readonly stateSizes = { mean: 3 };
 *   getConfig() {
 *     return {};
 *   }
 *   call(x: Tensor, mean: Tensor) {
 *     const next = mean.add(x).mul(0.5);
 *     return { output: next, mean: next };
 *   }
 * }
 * new RNN({ cell: new Fading(), returnSequences: true }).cell.stateSizes; // => { mean: 3 }
 * ```
 */
export abstract class RecurrentCell extends Layer {
  /** The size of each state, or its shape after the batch, by the state's name. */
  abstract readonly stateSizes: Readonly<Record<string, number | Shape>>;

  abstract override call(x: Tensor, ...more: Tensor[]): Stepped;

  /** The size of the output, or its shape after the batch: that of the first state, unless a cell says otherwise. */
  get outputSize(): number | Shape {
    return Object.values(this.stateSizes)[0]!;
  }

  /** What all steps of a sequence share, as masks do: drawn once from the first input of the sequence, and handed to each `call`. */
  constants(_x: Tensor): readonly Tensor[] {
    return [];
  }

  /** Another cell of this configuration, with weights of its own. */
  remade(): this {
    const Class = this.constructor as new (config: object) => this;
    return new Class(this.getConfig());
  }
}

/** A cell that follows a law. */
export abstract class LawCell extends RecurrentCell {
  readonly stateSizes: Readonly<Record<string, number>>;
  readonly dropout: SequenceDropout | undefined;
  readonly recurrentDropout: SequenceDropout | undefined;
  readonly #law: RecurrentLaw;
  readonly #settings: UnitsSettings;
  /** Traces in which rates have their weights. */
  readonly #asked = new WeakSet<Trace>();

  constructor(law: RecurrentLaw, settings: UnitsSettings) {
    super();
    this.#law = law;
    this.#settings = settings;
    this.stateSizes = Object.fromEntries(law.states.map((name) => [name, settings.units]));
    requireUnread(new.target.name, 'dropout', settings.dropout, 'a cell sees one step, and the layer a sequence');
    this.dropout = sequenceDropout(settings.dropout);
    this.recurrentDropout = sequenceDropout(settings.recurrentDropout);
  }

  override build(x: Shape): void {
    for (const weight of this.#law.weights(featuresOf(this.className, x))) this.addWeight(weight);
  }

  override remade(): this {
    const Class = this.constructor as new (config: object) => this;
    return new Class(ownRates(this.#settings));
  }

  override constants(x: Tensor): readonly Tensor[] {
    this.#asked.add(Trace.of(x));
    const { inputFactors, stateFactors } = drawFactors(this, this.#law, x, this.#settings.units);
    return [inputFactors, stateFactors].filter((factors) => factors !== undefined);
  }

  call(x: Tensor, ...more: Tensor[]): Stepped {
    const { states } = this.#law;
    const given = more.slice(states.length);
    const kinds = [this.dropout, this.recurrentDropout].filter((kind) => kind !== undefined).length;
    const wanted = Trace.of(x).noisy ? kinds : 0;
    if (more.length < states.length || (given.length !== 0 && given.length !== wanted))
      fail('SHAPE', {
        who: this.className,
        what: `needs the states ${states.join(', ')} after its input`,
        received: `${more.length} more inputs`,
        hint: 'A cell is one step: RNN({ cell }) takes a sequence',
      });
    if (wanted === 0 && !this.#asked.has(Trace.of(x))) this.constants(x);
    const sequence = this.begin(x, wanted > given.length ? this.constants(x) : given);
    return sequence.step(sequence.project(x), more.slice(0, states.length));
  }

  /** The steps of a sequence that begins with `x`, with what its steps share. The cell must be built. */
  begin(x: Tensor, constants: readonly Tensor[]): Sequence {
    return this.#law.begin({
      weight: (name) => this.weight(name, x),
      inputFactors: this.dropout === undefined ? undefined : constants[0],
      stateFactors: this.recurrentDropout === undefined ? undefined : constants.at(-1),
    });
  }
}

/** @throws BernoulliError `SHAPE` unless the size of the last axis is known. */
export function featuresOf(who: string, input: Shape): number {
  const features = input.at(-1);
  if (input.length < 2 || features === undefined || features < 1)
    fail('SHAPE', {
      who,
      what: 'needs an input [batch, …, features] with known features',
      received: printShape(input),
    });
  return features;
}
