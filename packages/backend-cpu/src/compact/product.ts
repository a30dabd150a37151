/**
 * A matrix product on what masks keep: list the kept indices, copy what is kept of the operands into dense matrices, multiply
 * those, and spread the result between zeros. How much is kept is known when it runs; where nearly all is, the product is taken
 * as it stands.
 */
import type { NodeId, OpAttrs } from '@bernoulli/api/ir';
import { either, i32, when } from '../fuse/instructions.ts';
import { roundUp } from '../heap.ts';
import type { Spec } from '../kernel.ts';
import { productOf } from '../kernels/mat-mul.ts';
import { number } from '../tasks/arithmetic.ts';
import type { Places, Prepared, Task } from '../tasks/task.ts';
import type { Routines } from '../wasm/routines.ts';
import { isNearlyWhole, PIECES, wholeAxis, type Axis } from './axis.ts';
import { masksOf } from './compacted.ts';
import { gather, multiply, spread, type Chosen, type Matrix } from './matrix.ts';
import type { Compaction } from './plan.ts';

/** The operands are those of the product, then its masks. */
export function prepareCompacted(
  spec: Spec<OpAttrs<'matMul'>>,
  compaction: Compaction,
  { gemmScratch }: Routines,
): Prepared {
  const { m, k, n } = productOf(spec.inputs, spec.attrs.transposeA, spec.type);
  const regions = regionsOf(compaction, { m, k, n });
  return {
    scratchBytes: gemmScratch(m, k, n),
    sharedBytes: regions.bytes,
    tasks: (places) => tasksOf(spec.attrs, compaction, { m, k, n }, places, regions.at),
  };
}

interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Offsets in shared scratch. */
interface Regions {
  readonly counts: number;
  readonly indices: readonly number[];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Room for the case that all is kept. */
function regionsOf(compaction: Compaction, { m, k, n }: Sizes): { at: Regions; bytes: number } {
  let bytes = 0;
  const take = (elements: number): number => {
    const start = bytes;
    bytes += roundUp(4 * elements);
    return start;
  };
  const sizeOf = (mask: NodeId): number => (mask === compaction.m ? m : mask === compaction.k ? k : n);
  const masks = masksOf(compaction);
  const has = (...axes: (keyof Compaction)[]): boolean => axes.some((axis) => compaction[axis] !== null);
  const at = {
    counts: take(masks.length),
    indices: masks.map((mask) => take(sizeOf(mask))),
    a: take(has('m', 'k') ? m * k : 0),
    b: take(has('k', 'n') ? k * n : 0),
    c: take(has('m', 'n') ? m * n : 0),
  };
  return { at, bytes };
}

function tasksOf(
  { transposeA, transposeB }: OpAttrs<'matMul'>,
  compaction: Compaction,
  sizes: Sizes,
  { inputs: [addressA, addressB, ...maskAddresses], out, shared }: Places,
  regions: Regions,
): readonly Task[] {
  const masks = masksOf(compaction);
  const axis = (name: keyof Compaction): Axis => {
    const mask = compaction[name];
    const size = sizes[name];
    if (mask === null) return wholeAxis(size);
    const i = masks.indexOf(mask);
    const count = [...number(shared + regions.counts + 4 * i), ...i32.load(0)];
    return { size, count, indices: shared + regions.indices[i]! };
  };
  const [m, k, n] = [axis('m'), axis('k'), axis('n')];
  const chosen = (address: number, rows: Axis, columns: Axis): Chosen => ({
    ...{ address, rows, columns },
    line: number(columns.size),
  });
  const a = transposeA ? chosen(addressA!, k, m) : chosen(addressA!, m, k);
  const b = transposeB ? chosen(addressB!, n, k) : chosen(addressB!, k, n);
  const c = chosen(out, m, n);
  /** What stands for a matrix once only what is kept is left of it. */
  const packed = (matrix: Chosen, region: number): Matrix =>
    matrix.rows.indices === 0 && matrix.columns.indices === 0
      ? matrix
      : { address: shared + region, line: matrix.columns.count };
  const [packedA, packedB, packedC] = [packed(a, regions.a), packed(b, regions.b), packed(c, regions.c)];

  const nearlyWhole = isNearlyWhole([m, k, n]);
  const flags = { transposeA, transposeB };
  const [wholeM, wholeK, wholeN] = [wholeAxis(m.size), wholeAxis(k.size), wholeAxis(n.size)];
  const multiplications = m.size * k.size * n.size;
  const tasks: Task[] = [
    {
      pieces: 1,
      cost: 0,
      code: ({ call }) =>
        masks.flatMap((mask, i) => {
          const { size, indices } = [m, k, n][[compaction.m, compaction.k, compaction.n].indexOf(mask)]!;
          const count = number(shared + regions.counts + 4 * i);
          return [...number(maskAddresses[i]!), ...number(size), ...number(indices), ...count, ...call('keptOf')];
        }),
    },
    {
      pieces: PIECES,
      cost: (packedA === a ? 0 : m.size * k.size) + (packedB === b ? 0 : k.size * n.size),
      code: (pieces) => [
        ...nearlyWhole,
        ...either(
          [],
          [...(packedA === a ? [] : gather(a, packedA, pieces)), ...(packedB === b ? [] : gather(b, packedB, pieces))],
        ),
      ],
    },
    {
      pieces: PIECES,
      cost: 0.03 * multiplications,
      code: (pieces) => [
        ...nearlyWhole,
        ...either(
          multiply({ a, b, c, m: wholeM, k: wholeK, n: wholeN, ...flags }, pieces),
          multiply({ a: packedA, b: packedB, c: packedC, m, k, n, ...flags }, pieces),
        ),
      ],
    },
  ];
  if (packedC !== c)
    tasks.push({
      pieces: m.size,
      cost: 0.3 * m.size * n.size,
      code: (pieces) => [...nearlyWhole, ...i32.eqz, ...when(spread(packedC, c, pieces))],
    });
  return tasks;
}
