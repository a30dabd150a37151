/**
 * A matrix product that skips zeros: count what is not zero in the operands, and take the product whole or by lists, as the
 * model of costs has it. The bits are the same.
 */
import type { OpAttrs } from '@bernoulli/api/ir';
import { address, atMost, number, times } from '../codegen/arithmetic.ts';
import { productOf } from '../kernels/mat-mul.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Routines } from '../routines/exports.ts';
import { noEpilogue, partOf, productTask, type Layout } from '../routines/product.ts';
import type { Choice, Epilogue, Places, Prepared, Task } from '../tasks/task.ts';
import {
  bound,
  costAt,
  expectedCost,
  listedCost,
  LISTED_TOGETHER,
  listingCost,
  PANEL,
  type ListedCost,
} from './cost-model.ts';
import type { ListedOperand } from './lists.ts';

/** Lines of a piece where lines are cut. */
const LINES = 32;
/** From so many columns up parts are panels: each is as much work as the others, however long the lists are. */
const MANY_COLUMNS = 192;
/** Each part that is cut by lines packs the other operand for itself. */
const MANY_LINES = 128;

export function prepareSparse(
  { attrs, inputs, type }: Spec<OpAttrs<'matMul'>>,
  operands: readonly ListedOperand[],
  routines: Routines,
): Prepared {
  const layout: Layout = { ...productOf(inputs, attrs.transposeA, type), ...attrs };
  const { m, k, n } = layout;
  const limit = bound(layout);
  const ways = operands.map((operand) => new Way(layout, operand));
  let taken: Way | null = null;
  let listed = false;
  return {
    scratchBytes: Math.max(routines.gemmScratch(m, k, n), routines.gemmSparseScratch(k)),
    sharedBytes: 0,
    tasks: (places, epilogue = noEpilogue) => {
      const decide = (): void => {
        let least = limit;
        taken = null;
        for (const way of ways) {
          if (way.operand.counts) count(way, places, routines);
          const cost = way.costNow();
          if (cost >= least) continue;
          least = cost;
          taken = way;
        }
        listed = taken !== null && !taken.operand.list.built;
      };
      const take = (): void => {
        if (taken !== null) taken.operand.list.built = true;
      };
      const index = (): number => (taken === null ? 0 : 1 + ways.indexOf(taken));
      const list: Choice = {
        bind: () => () => {
          decide();
          return listed ? index() : 0;
        },
        ways: [null, ...ways.map((way) => way.listTask(places))],
      };
      const multiply: Choice = {
        bind: () => () => {
          take();
          return index();
        },
        ways: [productTask(layout, places, epilogue), ...ways.map((way) => way.task(places, epilogue, routines))],
      };
      return [list, multiply];
    },
    count: () => ({
      ...{ m, k, n, listed, skipped: taken === null ? null : taken.operand.side },
      multiplications: taken === null ? m * k * n : taken.operand.list.value.nonZero * taken.columns,
    }),
  };
}

/** Counts a value anew: what was listed of it is of the run before. */
function count({ operand: { list, side } }: Way, { inputs: [a, b] }: Places, { countNonZero }: Routines): void {
  const { value } = list;
  value.nonZero = countNonZero(side === 'a' ? a! : b!, value.elements);
  for (const other of value.lists) other.built = false;
}

/** A product by the lists of one operand. */
class Way {
  readonly operand: ListedOperand;
  /** Columns of the other operand. */
  readonly columns: number;
  readonly #layout: Layout;
  readonly #cost: ListedCost;

  constructor(layout: Layout, operand: ListedOperand) {
    const { list, side } = operand;
    this.operand = operand;
    this.columns = side === 'a' ? layout.n : layout.m;
    this.#layout = layout;
    this.#cost = listedCost(list.lines, list.length, this.columns, list.kind);
  }

  costNow(): number {
    const { list } = this.operand;
    return costAt(this.#cost, list.value.nonZero, list.built);
  }

  listTask({ inputs: [a, b], listAt }: Places): Task {
    const { list, side } = this.operand;
    const { kind, lines, length } = list;
    const [apart, along] = kind === 'rows' ? [4 * length, 4] : [4, 4 * lines];
    return {
      pieces: Math.ceil(lines / LISTED_TOGETHER),
      cost: listingCost(kind, lines * length),
      code: ({ from, to, scratch, call }) => [
        ...[...number(side === 'a' ? a! : b!), ...number(apart), ...number(along), ...number(lines), ...number(length)],
        ...[
          ...number(listAt(list)),
          ...times(from, LISTED_TOGETHER),
          ...atMost(times(to, LISTED_TOGETHER), lines),
          ...scratch,
        ],
        ...call('listNonZero'),
      ],
    };
  }

  task(places: Places, epilogue: Epilogue, { listStride }: Routines): Task {
    const { list, side } = this.operand;
    const { value, lines, length } = list;
    const byPanels = this.columns >= Math.min(MANY_COLUMNS, lines);
    const [size, unit] = byPanels ? [this.columns, PANEL] : [lines, LINES];
    const axis = byPanels === (side === 'a') ? 'n' : 'm';
    const start = places.listAt(list);
    return {
      pieces: Math.ceil(size / unit),
      cost: expectedCost(this.#cost, value.elements) + epilogue.cost,
      ...(byPanels ? { fine: true } : { cheap: lines / MANY_LINES }),
      code: ({ from, to, scratch, call }) => {
        const [low, high] = [times(from, unit), atMost(times(to, unit), size)];
        const { numbers, rectangle } = partOf(this.#layout, places, axis, low, high);
        const first = byPanels ? number(start) : address(start, low, listStride(length));
        return [
          ...[...first, ...number(side === 'a' ? 0 : 1), ...numbers, ...scratch, ...call('gemmSparse')],
          ...epilogue.code(...rectangle),
        ];
      },
    };
  }
}
