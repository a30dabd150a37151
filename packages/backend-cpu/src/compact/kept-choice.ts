/** How a product under masks is taken in a run: as it stands, on what is kept, or by lists of that. */
import type { Routines } from '../routines/exports.ts';
import { bound, costAt, isTooSmall, listedCost } from '../sparse/cost-model.ts';
import type { ProductCount, Side } from '../sparse/lists.ts';
import { keptNow } from './kept-axis.ts';
import { linesOf } from './kept-lists.ts';
import type { PlacedProduct } from './placed-product.ts';

export class KeptChoice {
  readonly #product: PlacedProduct;
  readonly #whole: PlacedProduct;
  readonly #least: number;
  readonly #sides: readonly Side[];
  readonly #routines: Routines;
  #isWhole = true;
  /** The operand whose lists are multiplied. */
  #side: Side | null = null;
  /** Of the last run. */
  #sizes = { m: 0, k: 0, n: 0 };
  #multiplications = 0;

  /** Where less than `least` of the work is dropped, nothing is copied, and the product is taken `whole`. */
  constructor(product: PlacedProduct, whole: PlacedProduct, least: number, sides: readonly Side[], routines: Routines) {
    this.#product = product;
    this.#whole = whole;
    this.#least = least;
    this.#sides = sides;
    this.#routines = routines;
  }

  readonly bindCopy = (buffer: ArrayBufferLike): (() => number) => {
    const words = new Int32Array(buffer);
    const { m, k, n } = this.#product;
    return () => {
      const sizes = this.#sizes;
      [sizes.m, sizes.k, sizes.n] = [keptNow(m, words), keptNow(k, words), keptNow(n, words)];
      const kept = (sizes.m / m.size) * (sizes.k / k.size) * (sizes.n / n.size);
      this.#isWhole = kept > 1 - this.#least;
      if (this.#isWhole) [sizes.m, sizes.k, sizes.n] = [m.size, k.size, n.size];
      this.#multiplications = sizes.m * sizes.k * sizes.n;
      this.#side = null;
      return +!this.#isWhole;
    };
  };

  readonly bindList = () => (): number => {
    this.#lookForZeros();
    return this.#side === null ? 0 : 1 + this.#listing(this.#side);
  };

  readonly bindMultiplication = () => (): number =>
    this.#side === null ? +!this.#isWhole : 2 + this.#listing(this.#side);

  readonly bindMove = () => (): number => +!this.#isWhole;

  count(): ProductCount {
    const skipped = this.#side;
    return { ...this.#sizes, skipped, multiplications: this.#multiplications, listed: skipped !== null };
  }

  /** Which of the ways by lists: first those of what is kept. */
  #listing(side: Side): number {
    return this.#sides.indexOf(side) + (this.#isWhole ? this.#sides.length : 0);
  }

  #lookForZeros(): void {
    const sizes = this.#sizes;
    if (isTooSmall(sizes)) return;
    let best = bound(sizes);
    for (const side of this.#sides) {
      const { x, byRows } = linesOf(this.#isWhole ? this.#whole : this.#product, side);
      const [lines, columns] = side === 'a' ? [sizes.m, sizes.n] : [sizes.n, sizes.m];
      const nonZero = this.#routines.countNonZero(x.address, lines * sizes.k);
      const cost = costAt(listedCost(lines, sizes.k, columns, byRows ? 'rows' : 'columns'), nonZero, false);
      if (cost >= best) continue;
      best = cost;
      this.#side = side;
      this.#multiplications = nonZero * columns;
    }
  }
}
