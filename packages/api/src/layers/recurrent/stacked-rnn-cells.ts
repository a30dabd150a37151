/** Cells on top of each other as one cell. */
import { fail, field, name, plainConfig, readConfig, required, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import type { Stepped } from './law.ts';
import { RecurrentCell } from './recurrent-cell.ts';

export interface StackedRNNCellsConfig {
  /** The lowest first: each reads what the one before gave in the same step. One or more. */
  readonly cells: readonly RecurrentCell[];
  readonly name?: string | undefined;
}

const isCells = (x: unknown): x is readonly RecurrentCell[] =>
  Array.isArray(x) && x.length > 0 && x.every((cell) => cell instanceof RecurrentCell);

const fields = {
  cells: required({
    ...field<readonly RecurrentCell[]>('be a list of one recurrent cell or more', isCells),
    save: (cells: readonly RecurrentCell[]) =>
      cells.map((cell) => ({ className: cell.className, config: cell.getConfig() })),
  }),
  name: name(),
};

/**
 * Cells on top of each other as one cell, for `RNN`: in each step the first reads the input, each other one the output of the one before,
 * and the output is that of the last. `RNN({ cell: [a, b] })` makes it of a list. `apply(x, …states)` with `[batch, n]` gives `output` and
 * the states after, the lowest cell's first: those of the i-th cell, from 0 up, have its number behind their names, as in `hidden0`,
 * `carry0`, `hidden1`.
 *
 * Weights: those of the cells, below `cells/0`, `cells/1`, …
 *
 * @throws BernoulliError `CONFIG` for what is no list of cells, and where two states come to have one name.
 * @example
 * ```ts
 * import { GRUCell, LSTMCell, StackedRNNCells } from '@bernoulli/api';
 * const cells = [new LSTMCell({ units: 8 }), new GRUCell({ units: 4 })];
 * new StackedRNNCells({ cells }).stateSizes; // => { hidden0: 8, carry0: 8, hidden1: 4 }
 * ```
 */
export class StackedRNNCells extends RecurrentCell {
  readonly className = 'StackedRNNCells';
  readonly cells: readonly RecurrentCell[];
  readonly stateSizes: Readonly<Record<string, number | Shape>>;
  readonly #config: SettingsOf<typeof fields>;
  /** How many of the constants each cell takes. */
  #constants: readonly number[] = [];
  /** How many there are in a trace that has asked for them. */
  readonly #asked = new WeakMap<Trace, number>();

  constructor(config: StackedRNNCellsConfig) {
    super();
    this.#config = readConfig('StackedRNNCells', config, fields);
    this.cells = this.#config.cells;
    const states = this.cells.flatMap(({ stateSizes }, i) =>
      Object.entries(stateSizes).map(([state, size]) => [`${state}${i}`, size] as const),
    );
    this.stateSizes = Object.fromEntries(states);
    if (Object.keys(this.stateSizes).length < states.length)
      fail('CONFIG', {
        who: 'StackedRNNCells',
        what: 'states of different cells, with the number of the cell behind their names, must have names of their own',
        received: states.map(([state]) => state).join(', '),
      });
  }

  override get outputSize(): number | Shape {
    return this.cells.at(-1)!.outputSize;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override remade(): this {
    const Class = this.constructor as new (config: StackedRNNCellsConfig) => this;
    return new Class({ ...this.#config, cells: this.cells.map((cell) => cell.remade()) });
  }

  override constants(x: Tensor): readonly Tensor[] {
    const [batch] = x.shape as [number];
    let read = x;
    const all = this.cells.map((cell) => {
      const own = cell.constants(read);
      // What the next cell reads is made in the first step: what it draws depends on the shape alone.
      read = new Tensor(x.b, x.b.scalar(0)).broadcastTo([batch, ...[cell.outputSize].flat()]);
      return own;
    });
    this.#constants = all.map(({ length }) => length);
    this.#asked.set(Trace.of(x), all.flat().length);
    return all.flat();
  }

  call(x: Tensor, ...more: Tensor[]): Stepped {
    const count = Object.keys(this.stateSizes).length;
    let states = more.slice(0, count);
    const given = more.slice(count);
    const none = given.length === 0 && this.#asked.get(Trace.of(x)) !== 0;
    let constants: readonly Tensor[] = none ? this.constants(x) : given;
    let output = x;
    const after = this.cells.flatMap((cell, i) => {
      const names = Object.keys(cell.stateSizes);
      const drawn = this.#constants[i] ?? 0;
      const given = cell.apply(output, ...states.slice(0, names.length), ...constants.slice(0, drawn));
      states = states.slice(names.length);
      constants = constants.slice(drawn);
      output = given.output;
      return names.map((state): [string, Tensor] => [`${state}${i}`, given[state]!]);
    });
    return { ...Object.fromEntries(after), output };
  }
}
