/**
 * A matrix product on what masks keep: list the kept indices, copy what is kept of the operands into dense matrices, multiply
 * those, by lists where they are sparse, and spread the result between zeros. How much is kept is known when it runs; where
 * nearly all is, the product is taken as it stands, or by lists.
 */
import type { OpAttrs } from '@bernoulli/api/ir';
import { number } from '../codegen/arithmetic.ts';
import { productOf } from '../kernels/mat-mul.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Routines } from '../routines/exports.ts';
import { noEpilogue } from '../routines/product.ts';
import type { Side } from '../sparse/lists.ts';
import type { Choice, Epilogue, Places, Prepared, Task } from '../tasks/task.ts';
import { leastDropped } from './break-even.ts';
import { PIECES } from './kept-axis.ts';
import { KeptChoice } from './kept-choice.ts';
import { listKept, multiplyListed } from './kept-lists.ts';
import { gather, multiply, rectangleOf, spread } from './kept-matrix.ts';
import { asItStands, placeProduct, type PlacedProduct } from './placed-product.ts';
import type { Compaction } from './plan.ts';
import { layOutScratch, type ScratchLayout, type Sizes } from './scratch-layout.ts';

/** The operands are those of the product and then its masks, each once. `sides` are the operands that may hold zeros. */
export function prepareCompacted(
  { attrs, inputs, type }: Spec<OpAttrs<'matMul'>>,
  compaction: Compaction,
  sides: readonly Side[],
  routines: Routines,
): Prepared {
  const sizes: Sizes = productOf(inputs, attrs.transposeA, type);
  const { m, k, n } = sizes;
  const listBytes = Math.max(0, ...sides.map((side) => routines.listBytes(side === 'a' ? m : n, k)));
  const scratch = layOutScratch(compaction, sizes, listBytes);
  const least = leastDropped(sizes, compaction);
  let choice: KeptChoice | null = null;
  return {
    scratchBytes: Math.max(routines.gemmScratch(m, k, n), sides.length === 0 ? 0 : routines.gemmSparseScratch(k)),
    sharedBytes: scratch.bytes,
    tasks: (places, epilogue = noEpilogue) => {
      const product = placeProduct(attrs, compaction, sizes, scratch, places);
      const whole = asItStands(product);
      choice = new KeptChoice(product, whole, least, sides, routines);
      // Where only sums are shorter, the result is made where it belongs.
      const inPlace = product.kept.c === product.c;
      const own = inPlace ? epilogue : noEpilogue;
      const listed: Choice = {
        bind: choice.bindList,
        ways: [null, ...[product, whole].flatMap((p) => sides.map((side) => listKept(p, side)))],
      };
      const multiplied: Choice = {
        bind: choice.bindMultiplication,
        ways: [
          wholly(whole, epilogue),
          ofKept(product, own),
          ...sides.map((side) => multiplyListed(product, side, own)),
          ...sides.map((side) => multiplyListed(whole, side, epilogue)),
        ],
      };
      return [
        keep(compaction, sizes, scratch, places),
        { bind: choice.bindCopy, ways: [null, copy(product)] },
        ...(sides.length === 0 ? [] : [listed]),
        multiplied,
        ...(inPlace ? [] : [{ bind: choice.bindMove, ways: [null, move(product, epilogue)] }]),
      ];
    },
    ...(sides.length === 0 ? {} : { count: () => choice!.count() }),
  };
}

/** Lists what each mask keeps. */
function keep(compaction: Compaction, sizes: Sizes, scratch: ScratchLayout, { inputs, shared }: Places): Task {
  const axes = ['m', 'k', 'n'] as const;
  const lists = [...scratch.kept].map(([mask, { count, indices }], i) => {
    const size = sizes[axes.find((axis) => compaction[axis] === mask)!];
    return [inputs[2 + i]!, size, shared + indices, shared + count].flatMap(number);
  });
  return { pieces: 1, cost: 0, code: ({ call }) => lists.flatMap((list) => [...list, ...call('keptOf')]) };
}

/** Copies what is kept of the operands. */
function copy({ m, k, n, a, b, kept }: PlacedProduct): Task {
  const elements = (kept.a === a ? 0 : m.size * k.size) + (kept.b === b ? 0 : k.size * n.size);
  return {
    pieces: PIECES,
    cost: 0.25 * elements,
    code: (pieces) => [
      ...(kept.a === a ? [] : gather(a, kept.a, pieces)),
      ...(kept.b === b ? [] : gather(b, kept.b, pieces)),
    ],
  };
}

/** The product as it stands. */
function wholly({ m, k, n, kept, attrs }: PlacedProduct, epilogue: Epilogue): Task {
  const whole = { ...kept, m, k, n, ...attrs };
  return {
    pieces: PIECES,
    cost: 0.05 * m.size * k.size * n.size + epilogue.cost,
    code: (pieces) => [...multiply(whole, pieces), ...epilogue.code(...rectangleOf(whole, pieces))],
  };
}

/** The product of what is kept. There is an epilogue only where all rows and columns are. */
function ofKept({ m, k, n, kept, attrs }: PlacedProduct, epilogue: Epilogue): Task {
  const reduced = { ...kept, m, k, n, ...attrs };
  return {
    pieces: PIECES,
    // About half of what each mask covers.
    cost: 0.025 * m.size * k.size * n.size + epilogue.cost,
    code: (pieces) => [...multiply(reduced, pieces), ...epilogue.code(...rectangleOf(reduced, pieces))],
  };
}

/** Moves the result from scratch to where it belongs. */
function move({ m, n, c, kept }: PlacedProduct, epilogue: Epilogue): Task {
  return {
    pieces: m.size,
    cost: 0.3 * m.size * n.size + epilogue.cost,
    code: (pieces) => [
      ...spread(kept.c, c, pieces),
      ...epilogue.code(pieces.from, pieces.to, number(0), number(n.size)),
    ],
  };
}
