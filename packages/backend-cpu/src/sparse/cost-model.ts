/** What a product costs taken whole, and by lists of what is not zero: a model in nanoseconds, fitted to measurements on one thread. */
import type { Product } from '../kernels/mat-mul.ts';
import type { LineKind } from './lists.ts';

/** Of one multiplication in a tile, and in a list. Both builds have the same ratio. */
const [MULTIPLY, MULTIPLY_LISTED] = [0.048, 0.06];
/** Of an element that `gemm` packs, of one that a product by lists does, and of one of the result. */
const [PACK, PACK_LISTED, WRITE] = [0.2, 0.35, 0.4];
/** Of an element that is looked at for a list. */
const LIST: Readonly<Record<LineKind, number>> = { rows: 0.4, columns: 0.8 };

/** Of an element that is counted, and the share of a product that a count may cost: it may be in vain. */
const [COUNT, MOST_COUNT] = [0.07, 0.03];
/** By so much a product by lists has to be cheaper. */
const MARGIN = 0.95;
/** Cheaper products are not looked at: a count and a choice would cost too much of them. */
const LEAST = 20_000;
/** The share that is not zero behind ReLU and dropout, at which a product must gain by lists to be looked at. */
export const EXPECTED_SHARE = 0.25;
/** Longer values are not listed: 64 MiB, as much memory as the value takes, and as much again. */
const MOST_LISTED = 2 ** 23;
/** Columns of a panel, of a narrow one, and lines that are listed together, in the routines. What is left of a narrow panel takes as long as a whole one. */
export const [PANEL, NARROW, LISTED_TOGETHER] = [48, 16, 4];

/** Nanoseconds of a product by lists: `fixed + each·(what is not zero)`, and `list` if they have to be made. */
export interface ListedCost {
  readonly fixed: number;
  readonly each: number;
  readonly list: number;
}

export type Sizes = Pick<Product, 'm' | 'k' | 'n'>;

/** What a product by lists must cost less than. */
export function bound({ m, k, n }: Sizes): number {
  return MARGIN * (MULTIPLY * m * k * n + PACK * (m * k + k * n) + WRITE * m * n);
}

/** The cost by lists of `lines` lines, whose other operand has `columns` columns. */
export function listedCost(lines: number, k: number, columns: number, kind: LineKind): ListedCost {
  return {
    fixed: PACK_LISTED * k * columns + WRITE * lines * columns,
    each: MULTIPLY_LISTED * Math.ceil(columns / NARROW) * NARROW,
    list: LIST[kind] * lines * k,
  };
}

export function costAt({ fixed, each, list }: ListedCost, nonZero: number, built: boolean): number {
  return fixed + each * nonZero + (built ? 0 : list);
}

/** True for values whose list would take too much memory. */
export function isTooLong(elements: number): boolean {
  return elements > MOST_LISTED;
}

/** True where no count can pay. */
export function isTooSmall(sizes: Sizes): boolean {
  return bound(sizes) < LEAST;
}

/** True where lists are expected to pay if one operand is as sparse as values behind ReLU and dropout are. */
export function isWorthCounting(sizes: Sizes, cost: ListedCost, elements: number): boolean {
  const dense = bound(sizes);
  if (isTooSmall(sizes) || isTooLong(elements) || COUNT * elements > MOST_COUNT * dense) return false;
  return costAt(cost, EXPECTED_SHARE * elements, false) < dense;
}

/** Nanoseconds for the cut into parts, as if all that is expected were there. */
export function expectedCost(cost: ListedCost, elements: number): number {
  return costAt(cost, EXPECTED_SHARE * elements, true);
}

/** Nanoseconds of making a list. */
export function listingCost(kind: LineKind, elements: number): number {
  return LIST[kind] * elements;
}
