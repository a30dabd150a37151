/** How a product under masks is taken in a run: as it stands, on what is kept, or by lists of that. */
import type { Routines } from '../routines/exports.ts';
import { bound, costAt, isTooSmall, listedCost } from '../sparse/cost-model.ts';
import type { ProductCount, Side } from '../sparse/lists.ts';
import { keptNow } from './kept-axis.ts';
import { linesOf } from './kept-lists.ts';
import type { PlacedProduct } from './placed-product.ts';

type Way = 'whole' | 'kept' | Side;

export class KeptChoice {
  readonly #product: PlacedProduct;
  readonly #least: number;
  readonly #sides: readonly Side[];
  readonly #routines: Routines;
  #way: Way = 'whole';
  /** Of the last run. */
  #sizes = { m: 0, k: 0, n: 0 };
  #multiplications = 0;

  /** Where less than `least` of the work is dropped, nothing is copied. */
  constructor(product: PlacedProduct, least: number, sides: readonly Side[], routines: Routines) {
    this.#product = product;
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
      this.#way = kept > 1 - this.#least ? 'whole' : 'kept';
      this.#multiplications = sizes.m * sizes.k * sizes.n;
      return this.#way === 'whole' ? 0 : 1;
    };
  };

  readonly bindList = () => (): number => {
    if (this.#way === 'kept') this.#lookForZeros();
    return 1 + this.#sides.indexOf(this.#way as Side);
  };

  readonly bindMultiplication = () => (): number => {
    return this.#way === 'whole' ? 0 : 2 + this.#sides.indexOf(this.#way as Side);
  };

  readonly bindMove = () => (): number => (this.#way === 'whole' ? 0 : 1);

  count(): ProductCount {
    const skipped = this.#way === 'a' || this.#way === 'b' ? this.#way : null;
    return { ...this.#sizes, skipped, multiplications: this.#multiplications, listed: skipped !== null };
  }

  #lookForZeros(): void {
    const sizes = this.#sizes;
    if (isTooSmall(sizes)) return;
    let best = bound(sizes);
    for (const side of this.#sides) {
      const { x, byRows } = linesOf(this.#product, side);
      const [lines, columns] = side === 'a' ? [sizes.m, sizes.n] : [sizes.n, sizes.m];
      const nonZero = this.#routines.countNonZero(x.address, lines * sizes.k);
      const cost = costAt(listedCost(lines, sizes.k, columns, byRows ? 'rows' : 'columns'), nonZero, false);
      if (cost >= best) continue;
      best = cost;
      this.#way = side;
      this.#multiplications = nonZero * columns;
    }
  }
}
