/** A recurrent layer around a cell. */
import { fail, field, name, plainConfig, readConfig, required, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { LawCell, RecurrentCell } from './recurrent-cell.ts';
import { RecurrentLayer, type WithState } from './recurrent-layer.ts';
import { loopFields, type LoopConfig } from './settings.ts';
import { StackedRNNCells } from './stacked-rnn-cells.ts';
import { rowOf } from './loop.ts';

export interface RNNConfig<Cell extends RecurrentCell = RecurrentCell> extends LoopConfig {
  /** What is done in each step: one of the cells here, or your own; a list is `StackedRNNCells`. */
  readonly cell: Cell | readonly RecurrentCell[];
  readonly name?: string | undefined;
}

const fields = {
  cell: required({
    ...field<RecurrentCell>('be a recurrent cell, or a list of them', (x) => x instanceof RecurrentCell),
    save: (cell: RecurrentCell) => ({ className: cell.className, config: cell.getConfig() }),
  }),
  ...loopFields(),
  name: name(),
};

/** The setting with one cell in the place of a list. */
function stacked(config: RNNConfig): RNNConfig<RecurrentCell> & { readonly cell: RecurrentCell } {
  const list = config?.cell;
  const cell = Array.isArray(list) ? new StackedRNNCells({ cells: list }) : list;
  return { ...config, cell: cell as RecurrentCell };
}

/** The names of a cell's states. */
type StatesOf<Cell extends RecurrentCell> = keyof Cell['stateSizes'] & string;

/**
 * A cell, applied from step to step: `[batch, steps, …]` to its last output, or with `returnSequences` to all, `[batch, steps, …]`.
 *
 * `apply(x, …states, mask)`: the states to begin with, in the cell's order, are zeros where all are left out; where the mask,
 * `bool [batch, steps]`, is false, nothing changes. With `returnState` the result is a record of `output` and the states by name.
 *
 * Weights: those of the cell, below `cell`. `LSTM`, `GRU` and `SimpleRNN` do what `RNN` does around their cells.
 *
 * @throws BernoulliError `CONFIG` for a bad setting, and for a cell that returns other states than it says; `SHAPE` for an input without
 * steps, and for states or a mask that do not fit.
 * @example
 * ```ts
 * import { LSTMCell, RNN } from '@bernoulli/api';
 * new RNN({ cell: new LSTMCell({ units: 8 }), goBackwards: true }).cell.className; // => 'LSTMCell'
 * ```
 */
export class RNN<Cell extends RecurrentCell = RecurrentCell, Several extends boolean = false> extends RecurrentLayer<
  StatesOf<Cell>,
  Tensor[],
  Several
> {
  readonly className = 'RNN';
  readonly cell: Cell;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RNNConfig<Cell> & WithState<Several>) {
    const read = readConfig('RNN', stacked(config), fields);
    super(read);
    this.#config = read;
    this.cell = read.cell as Cell;
    const { stateSizes } = this.cell;
    if (typeof stateSizes !== 'object' || stateSizes === null || Object.hasOwn(stateSizes, 'output'))
      fail('CONFIG', {
        who: 'RNN',
        what: 'the cell must say in stateSizes the size of each of its states, none of which is called output',
        received: stateSizes,
      });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  get stateShapes(): Readonly<Record<string, Shape>> {
    return Object.fromEntries(
      Object.entries(this.cell.stateSizes).map(([name, size]) => [name, typeof size === 'number' ? [size] : size]),
    );
  }

  remade(changes: LoopConfig): RNN<Cell, Several> {
    const Layer = this.constructor as new (config: object) => RNN<Cell, Several>;
    return new Layer({ ...this.#config, cell: this.cell.remade(), ...changes });
  }

  protected steps(x: Tensor) {
    const cell: RecurrentCell = this.cell;
    const constants = cell.constants(rowOf(x, 0));
    const names = Object.keys(cell.stateSizes);
    // A cell of ours multiplies all steps by its kernel at once; its first step builds it.
    if (cell instanceof LawCell && cell.call === LawCell.prototype.call) {
      const first = rowOf(x, 0);
      const states = names.map(() => zeroState(first, cell.outputSize as number));
      cell.apply(first, ...states, ...constants);
      const sequence = cell.begin(x, constants);
      return {
        inputs: sequence.project(x),
        step: (projected: Tensor, before: readonly Tensor[]) => sequence.step(projected, before),
      };
    }
    return {
      inputs: x,
      step: (input: Tensor, states: readonly Tensor[]) => {
        const after = cell.apply(input, ...states, ...constants);
        const missing = ['output', ...names].find((name) => after[name] === undefined);
        if (missing !== undefined)
          fail('CONFIG', {
            who: cell.className,
            what: `a cell must return output and its states, ${names.join(', ')}`,
            received: Object.keys(after).join(', '),
          });
        return after;
      },
    };
  }
}

function zeroState({ b, shape }: Tensor, units: number): Tensor {
  return new Tensor(b, b.scalar(0)).broadcastTo([shape[0]!, units]);
}
