/** Zoneout: units of a state keep, at random, what they were in the step before. */
import { drawBernoulli } from '../../random/draw.ts';
import { logProbabilityOf, requireRates } from '../../dropout/coins.ts';
import { ofKeep, rateField, type Rate } from '../../dropout/rate.ts';
import { field, name, plainConfig, readConfig, required, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import type { Stepped } from './law.ts';
import { RecurrentCell } from './recurrent-cell.ts';

export interface ZoneoutConfig<Cell extends RecurrentCell = RecurrentCell> {
  /** The cell whose states are held. */
  readonly cell: Cell;
  /** Probability in [0, 1] that a unit of a state stays as it was: one number, one per unit of the last axis, or a schedule over the training steps. */
  readonly rate: Rate;
  readonly name?: string | undefined;
}

const fields = {
  cell: required({
    ...field<RecurrentCell>('be a recurrent cell', (x) => x instanceof RecurrentCell),
    save: (cell: RecurrentCell) => ({ className: cell.className, config: cell.getConfig() }),
  }),
  rate: rateField('Zoneout'),
  name: name(),
};

/**
 * A cell, for `RNN`, whose states are held at random in training: each unit of each state stays what it was before the step with probability
 * `rate`, by a coin of its own in each step.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), a state is s′ where m, and s elsewhere, for s before and s′ after the step of the cell:
 * mean p s′ + (1 − p) s, variance p (1 − p) (s′ − s)². In inference it is that mean. Where the output of the cell is a state, it is the one
 * that is held. Unlike dropout it takes nothing away: what a unit knows lives on. A mask, `bool [batch, …]` for each state and step, has
 * the probability Π p^m (1 − p)^(1 − m). Steps are written out one by one in the graph.
 *
 * Weights: those of the cell, below `cell`.
 *
 * @see D. Krueger et al., "Zoneout: Regularizing RNNs by Randomly Preserving Hidden Activations", ICLR 2017.
 * @throws BernoulliError `CONFIG` for what is no cell, or a rate outside [0, 1] or NaN (for a schedule: at the step that has it);
 * `SHAPE` for rates that are not as many as the units of a state.
 * @example
 * ```ts
 * import { LSTMCell, RNN, Zoneout } from '@bernoulli/api';
 * new RNN({ cell: new Zoneout({ cell: new LSTMCell({ units: 8 }), rate: 0.1 }) }).cell.stateSizes; // => { hidden: 8, carry: 8 }
 * ```
 */
export class Zoneout<Cell extends RecurrentCell = RecurrentCell> extends RecurrentCell {
  readonly className = 'Zoneout';
  readonly cell: Cell;
  readonly stateSizes: Readonly<Record<string, number | Shape>>;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ZoneoutConfig<Cell>) {
    super();
    this.#config = readConfig('Zoneout', config as ZoneoutConfig, fields);
    this.cell = this.#config.cell as Cell;
    this.stateSizes = this.cell.stateSizes;
  }

  override get outputSize(): number | Shape {
    return this.cell.outputSize;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override remade(): this {
    const Class = this.constructor as new (config: ZoneoutConfig) => this;
    return new Class({ ...this.#config, cell: this.cell.remade() });
  }

  override constants(x: Tensor): readonly Tensor[] {
    return this.cell.constants(x);
  }

  call(x: Tensor, ...more: Tensor[]): Stepped {
    const after = (this.cell as RecurrentCell).apply(x, ...more);
    const held = Object.fromEntries(
      Object.keys(this.stateSizes).map((state, i) => [state, this.#held(more[i]!, after[state]!)]),
    );
    const shown = Object.keys(held).find((state) => after[state]!.ref.id === after.output.ref.id);
    return { ...held, output: shown === undefined ? after.output : held[shown]! };
  }

  #held(before: Tensor, after: Tensor): Tensor {
    const trace = Trace.of(after);
    requireRates('Zoneout', this.#config.rate, after.shape, 'rates need a state');
    const keep = ofKeep('keep', this.#config.rate, after, (p) => p);
    if (!trace.noisy) {
      trace.skipSite();
      return before.add(after.sub(before).mul(keep));
    }
    const mask = trace.site({
      type: { dtype: 'bool', shape: after.shape },
      rows: 'own',
      draw: ({ key, rowOffset, type }) => drawBernoulli(key, keep, type.shape, rowOffset),
      logProbability: (drawn) => logProbabilityOf(drawn, keep),
    });
    return after.where(mask, before);
  }
}
