/**
 * A matrix product on what masks keep: list the kept indices, copy what is kept of the operands into dense matrices, multiply
 * those, and spread the result between zeros. How much is kept is known when it runs; where nearly all is, the product is taken
 * as it stands.
 */
import type { OpAttrs } from '@bernoulli/api/ir';
import { number } from '../codegen/arithmetic.ts';
import { either, i32, when, type Instructions } from '../codegen/instructions.ts';
import { productOf } from '../kernels/mat-mul.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Routines } from '../routines/exports.ts';
import { noEpilogue } from '../routines/product.ts';
import type { Epilogue, Places, Prepared, Task } from '../tasks/task.ts';
import { PIECES, wholeAxis } from './kept-axis.ts';
import { gather, multiply, rectangleOf, spread } from './kept-matrix.ts';
import { placeProduct, type PlacedProduct } from './placed-product.ts';
import type { Compaction } from './plan.ts';
import { layOutScratch, type ScratchLayout, type Sizes } from './scratch-layout.ts';

/** The operands are those of the product and then its masks, each once. */
export function prepareCompacted(
  { attrs, inputs, type }: Spec<OpAttrs<'matMul'>>,
  compaction: Compaction,
  { gemmScratch }: Routines,
): Prepared {
  const sizes: Sizes = productOf(inputs, attrs.transposeA, type);
  const scratch = layOutScratch(compaction, sizes);
  return {
    scratchBytes: gemmScratch(sizes.m, sizes.k, sizes.n),
    sharedBytes: scratch.bytes,
    tasks: (places, epilogue = noEpilogue) => {
      const product = placeProduct(attrs, compaction, sizes, scratch, places);
      // Where only sums are shorter, the result is made where it belongs.
      const inPlace = product.kept.c === product.c;
      return [
        keep(compaction, sizes, scratch, places),
        copy(product),
        ...(inPlace
          ? [multiplication(product, epilogue)]
          : [multiplication(product, noEpilogue), move(product, epilogue)]),
      ];
    },
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
function copy({ m, k, n, a, b, kept, nearlyWhole }: PlacedProduct): Task {
  const elements = (kept.a === a ? 0 : m.size * k.size) + (kept.b === b ? 0 : k.size * n.size);
  return {
    pieces: PIECES,
    cost: 0.25 * elements,
    code: (pieces) =>
      unless(nearlyWhole, [
        ...(kept.a === a ? [] : gather(a, kept.a, pieces)),
        ...(kept.b === b ? [] : gather(b, kept.b, pieces)),
      ]),
  };
}

function multiplication({ m, k, n, a, b, c, kept, attrs, nearlyWhole }: PlacedProduct, epilogue: Epilogue): Task {
  const whole = { a, b, c, m: wholeAxis(m.size), k: wholeAxis(k.size), n: wholeAxis(n.size), ...attrs };
  const reduced = { ...kept, m, k, n, ...attrs };
  return {
    pieces: PIECES,
    // About half of what each mask covers.
    cost: 0.025 * m.size * k.size * n.size + epilogue.cost,
    code: (pieces) => [
      ...[...nearlyWhole, ...either(multiply(whole, pieces), multiply(reduced, pieces))],
      ...epilogue.code(...rectangleOf(whole, pieces)),
    ],
  };
}

/** Moves the result from scratch to where it belongs. */
function move({ m, n, c, kept, nearlyWhole }: PlacedProduct, epilogue: Epilogue): Task {
  return {
    pieces: m.size,
    cost: 0.3 * m.size * n.size + epilogue.cost,
    code: (pieces) => [
      ...unless(nearlyWhole, spread(kept.c, c, pieces)),
      ...epilogue.code(pieces.from, pieces.to, number(0), number(n.size)),
    ],
  };
}

function unless(flag: Instructions, code: Instructions): Instructions {
  return [...flag, ...i32.eqz, ...when(code)];
}
