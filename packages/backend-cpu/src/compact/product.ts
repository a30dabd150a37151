/**
 * A matrix product on what masks keep: list the kept indices, copy what is kept of the operands into dense matrices, multiply
 * those, and spread the result between zeros. How much is kept is known when it runs; where nearly all is, the product is taken
 * as it stands.
 */
import type { OpAttrs } from '@bernoulli/api/ir';
import { either, i32, when } from '../wasm/instructions.ts';
import type { Spec } from '../kernel.ts';
import { productOf } from '../kernels/mat-mul.ts';
import { number } from '../tasks/arithmetic.ts';
import type { Epilogue, Instructions, Places, Prepared, Task } from '../tasks/task.ts';
import type { Routines } from '../wasm/routines.ts';
import { isNearlyWhole, PIECES, wholeAxis, type Axis } from './axis.ts';
import { gather, multiply, rectangleOf, spread, type Chosen, type Matrix } from './matrix.ts';
import type { Compaction } from './plan.ts';
import { leastDropped } from './worth.ts';
import { roomFor, type Room, type Sizes } from './room.ts';

/** The operands are those of the product and then its masks, each once. */
export function prepareCompacted(
  { attrs, inputs, type }: Spec<OpAttrs<'matMul'>>,
  compaction: Compaction,
  { gemmScratch }: Routines,
): Prepared {
  const sizes: Sizes = productOf(inputs, attrs.transposeA, type);
  const room = roomFor(compaction, sizes);
  return {
    scratchBytes: gemmScratch(sizes.m, sizes.k, sizes.n),
    sharedBytes: room.bytes,
    tasks: (places, epilogue = none) => {
      const product = placed(attrs, compaction, sizes, room, places);
      // Where only sums are shorter, the result is made where it belongs.
      const inPlace = product.kept.c === product.c;
      return [
        keep(compaction, sizes, room, places),
        copy(product),
        ...(inPlace ? [multiplication(product, epilogue)] : [multiplication(product, none), move(product, epilogue)]),
      ];
    },
  };
}

const none: Epilogue = { cost: 0, code: () => [] };

/** A product whose matrices have addresses. */
interface Placed {
  readonly m: Axis;
  readonly k: Axis;
  readonly n: Axis;
  readonly a: Chosen;
  readonly b: Chosen;
  readonly c: Chosen;
  /** What is left of the matrices: copies, or the matrices themselves where nothing is dropped from them. */
  readonly kept: { readonly a: Matrix; readonly b: Matrix; readonly c: Matrix };
  readonly attrs: OpAttrs<'matMul'>;
  /** Pushes 1 where so little is dropped that nothing is copied. */
  readonly nearlyWhole: Instructions;
}

function placed(
  attrs: OpAttrs<'matMul'>,
  compaction: Compaction,
  sizes: Sizes,
  room: Room,
  { inputs: [addressA, addressB], out, shared }: Places,
): Placed {
  const axis = (name: keyof Compaction): Axis => {
    const mask = compaction[name];
    if (mask === null) return wholeAxis(sizes[name]);
    const { count, indices } = room.kept.get(mask)!;
    return { size: sizes[name], count: [...number(shared + count), ...i32.load(0)], indices: shared + indices };
  };
  const [m, k, n] = [axis('m'), axis('k'), axis('n')];
  const chosen = (address: number, rows: Axis, columns: Axis): Chosen => {
    const line = number(columns.size);
    return { address, line, rows, columns };
  };
  const a = attrs.transposeA ? chosen(addressA!, k, m) : chosen(addressA!, m, k);
  const b = attrs.transposeB ? chosen(addressB!, n, k) : chosen(addressB!, k, n);
  const c = chosen(out, m, n);
  const kept = (matrix: Chosen, at: number): Matrix =>
    matrix.rows.indices === 0 && matrix.columns.indices === 0
      ? matrix
      : { address: shared + at, line: matrix.columns.count };
  return {
    ...{ m, k, n, a, b, c, attrs },
    kept: { a: kept(a, room.a), b: kept(b, room.b), c: kept(c, room.c) },
    nearlyWhole: isNearlyWhole([m, k, n], leastDropped(sizes, compaction)),
  };
}

/** Lists what each mask keeps. */
function keep(compaction: Compaction, sizes: Sizes, room: Room, { inputs, shared }: Places): Task {
  const axes = ['m', 'k', 'n'] as const;
  const lists = [...room.kept].map(([mask, { count, indices }], i) => {
    const size = sizes[axes.find((axis) => compaction[axis] === mask)!];
    return [inputs[2 + i]!, size, shared + indices, shared + count].flatMap(number);
  });
  return { pieces: 1, cost: 0, code: ({ call }) => lists.flatMap((list) => [...list, ...call('keptOf')]) };
}

/** Copies what is kept of the operands. */
function copy({ m, k, n, a, b, kept, nearlyWhole }: Placed): Task {
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

function multiplication({ m, k, n, a, b, c, kept, attrs, nearlyWhole }: Placed, epilogue: Epilogue): Task {
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
function move({ m, n, c, kept, nearlyWhole }: Placed, epilogue: Epilogue): Task {
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
