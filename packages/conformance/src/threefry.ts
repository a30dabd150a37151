/** Threefry-2x32 with 20 rounds (Salmon and others, 2011) and the numbers drawn by it, apart from the library's own. */
import type { Shape } from '@bernoulli/api/ir';
import type { CaseArray } from './case.ts';
import { f32 } from './data.ts';

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** The word at a 64-bit counter: both halves of the block, one xor the other. */
export function wordAt([k0, k1]: readonly [number, number], counter: number): number {
  const keys = [k0, k1, k0 ^ k1 ^ 0x1bd11bda];
  let x0 = (Math.floor(counter / 2 ** 32) + k0) | 0;
  let x1 = ((counter % 2 ** 32) + k1) | 0;
  for (let group = 0; group < 5; group++) {
    for (const turn of ROTATIONS[group % 2]!) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << turn) | (x1 >>> (32 - turn))) ^ x0;
    }
    x0 = (x0 + keys[(group + 1) % 3]!) | 0;
    x1 = (x1 + keys[(group + 2) % 3]! + group + 1) | 0;
  }
  return (x0 ^ x1) >>> 0;
}

/** What `uniform` draws by a key, from a row on. */
export function drawn(key: readonly [number, number], shape: Shape, offset = 0): CaseArray {
  const row = shape.slice(1).reduce((n, size) => n * size, 1);
  const count = shape.reduce((n, size) => n * size, 1);
  return f32(
    shape,
    Array.from({ length: count }, (_, i) => (wordAt(key, offset * row + i) >>> 9) * 2 ** -23),
  );
}
