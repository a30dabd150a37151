/** Products of sizes around those of tiles and blocks, with every transpose. */
import type { Shape } from '@bernoulli/api/ir';
import { f32, opCase, type OpCase } from './op-case.ts';

export function products(): OpCase[] {
  const cases: OpCase[] = [];
  const sizes: [number, number, number][] = [
    [1, 1, 1],
    [2, 3, 4],
    [7, 9, 5],
    [6, 8, 8],
    [13, 1, 17],
    [1, 33, 10],
    [32, 65, 10],
    [12, 0, 8],
    [0, 3, 4],
    [3, 4, 0],
    [33, 300, 70],
    [5, 520, 9],
    [130, 20, 530],
    [64, 32, 10],
  ];
  for (const [m, k, n] of sizes)
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        for (const lead of [[], [3]] as Shape[]) {
          if (lead.length > 0 && m * n > 1000) continue;
          const a = f32([...lead, ...(transposeA ? [k, m] : [m, k])], undefined);
          const c = f32([...lead, ...(transposeB ? [n, k] : [k, n])], undefined);
          const name = `matMul ${transposeA} ${transposeB}`;
          cases.push(opCase(name, [a, c], (b, x, y) => b.matMul(x!, y!, { transposeA, transposeB })));
        }
  for (const transposeB of [false, true])
    cases.push(
      opCase('matMul shared', [f32([2, 5, 3]), f32(transposeB ? [4, 3] : [3, 4])], (b, x, y) =>
        b.matMul(x!, y!, { transposeB }),
      ),
    );
  return cases;
}
