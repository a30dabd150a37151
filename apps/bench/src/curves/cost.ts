/**
 * What a step should cost by its arithmetic: a price per floating-point operation of the products, per parameter that is
 * updated, and per hidden unit of each row, which is biased, activated, masked and led back. The prices are fitted.
 */
import { weightsOf, type Network } from '../networks.ts';

/** Operations in products, parameters, hidden units times rows. */
export type Counts = readonly [products: number, parameters: number, units: number];

export function countsOf({ sizes, batchSize }: Network): Counts {
  const weights = weightsOf(sizes);
  const hidden = sizes.slice(1, -1).reduce((sum, units) => sum + units, 0);
  // Forward, gradient of the weights, gradient of the layer's input; nobody asks for that of the first layer.
  const products = 2 * batchSize * (3 * weights - sizes[0]! * sizes[1]!);
  return [products, weights + hidden + sizes.at(-1)!, batchSize * hidden];
}

/** Milliseconds for one of each count. */
export type Prices = readonly number[];

export interface Sample {
  readonly network: Network;
  readonly milliseconds: number;
}

/** Sweeps over the three prices; they settle long before. */
const SWEEPS = 5000;

/** The prices, none below zero, with the least sum of squared relative errors. */
export function fitPrices(samples: readonly Sample[]): Prices {
  // Every row says: counts over time, times prices, should be one.
  const rows = samples.map(({ network, milliseconds }) => countsOf(network).map((count) => count / milliseconds));
  const prices = [0, 0, 0];
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let k = 0; k < prices.length; k++) {
      let along = 0;
      let square = 0;
      for (const row of rows) {
        const rest = 1 - row.reduce((sum, value, j) => (j === k ? sum : sum + value * prices[j]!), 0);
        along += row[k]! * rest;
        square += row[k]! ** 2;
      }
      prices[k] = square === 0 ? 0 : Math.max(0, along / square);
    }
  return prices;
}

export function predicted(network: Network, prices: Prices): number {
  return countsOf(network).reduce((sum, count, k) => sum + count * prices[k]!, 0);
}

/** How much more a doubling cost than predicted, as a fraction; below zero for less. */
export function excess(from: Sample, to: Sample, prices: Prices): number {
  const measured = to.milliseconds / from.milliseconds;
  return measured / (predicted(to.network, prices) / predicted(from.network, prices)) - 1;
}
