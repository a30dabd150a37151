/** Zoneout: units of a state keep, at random, what they were in the step before. */
import { byCoins, coinLogProbability, coinType, requireRates, tossCoins } from '../../dropout/coins.ts';
import { anyRateField, ofAnyKeep, type AnyRate } from '../../dropout/rate.ts';
import { askRate } from '../../dropout/rates/asked-rate.ts';
import { field, name, plainConfig, readConfig, required, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { Module } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import type { Stepped } from './law.ts';
import { RecurrentCell } from './recurrent-cell.ts';

export interface ZoneoutConfig<Cell extends RecurrentCell = RecurrentCell> {
  /** The cell whose states are held. */
  readonly cell: Cell;
  /**
   * Probability in [0, 1] that a unit of a state stays as it was: one number, one per unit of the last axis, a schedule over the training
   * steps, or a layer that says it of the state after the step, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fields = {
  cell: required({
    ...field<RecurrentCell>('be a recurrent cell', (x) => x instanceof RecurrentCell),
    save: (cell: RecurrentCell) => ({ className: cell.className, config: cell.getConfig() }),
  }),
  rate: anyRateField('Zoneout'),
  name: name(),
};

/**
 * A cell, for `RNN`, whose states are held at random in training: each unit of each state stays what it was before the step with probability
 * `rate`, by a coin of its own in each step.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), a state is s′ where m, and s elsewhere, for s before and s′ after the step of the cell:
 * mean p s′ + (1 − p) s, variance p (1 − p) (s′ − s)². In inference it is that mean. Where the output of the cell is a state, it is the one
 * that is held. Unlike dropout it takes nothing away: what a unit knows lives on. A mask, `bool [batch, …]` for each state and step, has
 * the probability Π p^m (1 − p)^(1 − m). Steps are written out one by one in the graph. A rate that is learned has its price for each state
 * in each step, as each has coins of its own.
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
  readonly rate: AnyRate;
  readonly stateSizes: Readonly<Record<string, number | Shape>>;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ZoneoutConfig<Cell>) {
    super();
    this.#config = readConfig('Zoneout', config as ZoneoutConfig, fields);
    this.cell = this.#config.cell as Cell;
    this.rate = this.#config.rate;
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
    const { rate } = this;
    requireRates('Zoneout', rate, after.shape, 'rates need a state');
    if (rate instanceof Module) askRate(rate, after);
    if (!trace.noisy) {
      trace.skipSite();
      const keep = ofAnyKeep(
        'keep',
        rate,
        after,
        (number) => number,
        (asked) => asked,
      );
      return before.add(after.sub(before).mul(keep));
    }
    const mask = trace.site({
      type: coinType('Zoneout', rate, after.shape),
      rows: 'own',
      draw: (draw) => tossCoins(rate, draw, after),
      logProbability: (drawn) => coinLogProbability(rate, drawn, after),
    });
    return byCoins(rate, after, mask, after, before);
  }
}
