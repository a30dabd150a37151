/** What an initializer is: the first values of a weight, as a pure function of a key. */
import type { Key } from '../ir/random/threefry.ts';
import type { Shape } from '../ir/index.ts';

/** The first values of a weight. Drawn on the host, the same bits on every machine. */
export interface Initializer {
  readonly className: string;
  /** The values in row-major order. Element i is made of number i of the key's stream, and of nothing else. */
  draw(key: Key, shape: Shape): Float32Array;
  getConfig(): Record<string, unknown>;
}
