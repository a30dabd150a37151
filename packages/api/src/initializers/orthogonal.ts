/** A random matrix that keeps lengths. */
import { number, plainConfig, readConfig } from '../ir/config/index.ts';
import { fail, printShape, sizeOf, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import { drawNormal } from './draw.ts';
import type { Initializer } from './initializer.ts';

export interface OrthogonalConfig {
  /** What lengths are multiplied by. Default 1. */
  readonly gain?: number;
}

const fields = { gain: number(1) };

/**
 * gain · Q, where Q is drawn evenly from the matrices with orthonormal columns (rows, where there are more columns); all
 * axes but the last are the rows. A normal matrix is made orthonormal column by column, twice, in double precision and by
 * arithmetic that is the same on every machine: about 4·n·m² operations for n × m.
 * Source: A. Saxe, J. McClelland, S. Ganguli, arXiv:1312.6120.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` for a weight of fewer than two axes.
 * @example
 * ```ts
 * import { Orthogonal } from '@bernoulli/api';
 * const [a, b, c, d] = new Orthogonal().draw([0, 1], [2, 2]);
 * Math.abs(a * b + c * d) < 1e-6; // => true
 * ```
 */
export class Orthogonal implements Initializer {
  readonly className = 'Orthogonal';
  readonly gain: number;

  constructor(config: OrthogonalConfig = {}) {
    this.gain = readConfig('Orthogonal', config, fields).gain;
  }

  draw(key: Key, shape: Shape): Float32Array {
    if (shape.length < 2)
      fail('SHAPE', { who: 'Orthogonal', what: 'the weight must have two axes or more', received: printShape(shape) });
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape.slice(0, -1));
    const [count, size] = [Math.min(rows, columns), Math.max(rows, columns)];
    const drawn = drawNormal(key, [count, size], 0, 1);
    const lines = Array.from({ length: count }, (_, i) => Float64Array.from(drawn.subarray(i * size, (i + 1) * size)));
    lines.forEach((line, i) => {
      // Rounding leaves a little of the others in it, which the second time takes away.
      for (let pass = 0; pass < 2; pass++)
        for (let j = 0; j < i; j++) {
          const share = dot(line, lines[j]!);
          for (let k = 0; k < size; k++) line[k]! -= share * lines[j]![k]!;
        }
      const length = Math.sqrt(dot(line, line));
      for (let k = 0; k < size; k++) line[k]! /= length;
    });
    const at = (row: number, column: number): number => (rows >= columns ? lines[column]![row]! : lines[row]![column]!);
    return Float32Array.from({ length: rows * columns }, (_, i) => {
      return this.gain * at(Math.floor(i / columns), i % columns);
    });
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
