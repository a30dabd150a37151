/** Sizes at which engines change their ways: packed panels, blocks, several threads. */
import { GraphBuilder, sizeOf, type Shape, type TensorData } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { i32, noise } from '../data.ts';
import { session, type Journey } from './journey.ts';

/** The rows of a matrix, one after the other, or its columns. */
function lines({ shape, data }: TensorData, columns: boolean): Float64Array {
  const [height, width] = [shape[0]!, shape[1]!];
  if (!columns) return Float64Array.from(data);
  return Float64Array.from(data, (_, i) => data[(i % height) * width + Math.floor(i / height)]!);
}

const products: Journey = {
  name: 'large products, all four ways',
  run: (backend) =>
    session(backend, async (compile) => {
      const [m, k, n] = [130, 385, 259];
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const b = new GraphBuilder();
        const [sizeA, sizeB]: [Shape, Shape] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
        const y = b.matMul(b.input('a', 'f32', sizeA), b.input('b', 'f32', sizeB), { transposeA, transposeB });
        const program = await compile(b.build({ outputs: { y } }));
        const feed = { a: tensor(noise(sizeA, 81)), b: tensor(noise(sizeB, 82)) };
        const [rows, columns] = [lines(feed.a, transposeA), lines(feed.b, !transposeB)];
        const got = (await program.run(feed))['y']!;
        for (let row = 0; row < m; row++)
          for (let column = 0; column < n; column++) {
            let [want, size] = [0, 0];
            for (let i = 0; i < k; i++) {
              const term = rows[row * k + i]! * columns[column * k + i]!;
              want += term;
              size += Math.abs(term);
            }
            // As in the cases: twice the square root of the number of terms.
            const allowed = 2 * Math.sqrt(k) * size * 2 ** -24;
            const value = got.data[row * n + column]!;
            if (!(Math.abs(value - want) <= allowed))
              throw new Error(
                `a${transposeA ? 'ᵀ' : ''} b${transposeB ? 'ᵀ' : ''}: element [${row}, ${column}] is ${value}, expected ${want}`,
              );
          }
      }
    }),
};

const chains: Journey = {
  name: 'large element-wise chains with a row and a mask',
  run: (backend) =>
    session(backend, async (compile) => {
      const shape: Shape = [331, 307];
      const b = new GraphBuilder();
      const [x, row] = [b.input('x', 'f32', shape), b.input('row', 'f32', [307])];
      const linear = b.add(b.mul(x, 0.5), row);
      const y = b.select(b.greater(x, row), b.maximum(linear, 0), b.mul(b.sub(linear, 1), b.abs(x)));
      const program = await compile(b.build({ outputs: { y, columns: b.reduceMax(y, [0]), rows: b.argMax(y, 1) } }));
      const feed = { x: tensor(noise(shape, 83)), row: tensor(noise([307], 84)) };
      const got = await program.run(feed);
      const y32 = got['y']!.data;
      feed.x.data.forEach((v, i) => {
        const r = feed.row.data[i % 307]!;
        const l = v * 0.5 + r;
        const want = v > r ? Math.max(l, 0) : (l - 1) * Math.abs(v);
        // Three roundings of numbers below 8; more precision between the ops is allowed.
        if (!(Math.abs(y32[i]! - want) <= 2 ** -20)) throw new Error(`y: element ${i} is ${y32[i]}, expected ${want}`);
      });
      // The largest is one of the elements, so it must be found to the bit.
      for (let j = 0; j < 307; j++) {
        const best = Math.max(...Array.from({ length: 331 }, (_, i) => y32[i * 307 + j]!));
        if (got['columns']!.data[j] !== best) throw new Error(`columns: element ${j} is not the largest, ${best}`);
      }
      for (let i = 0; i < 331; i++) {
        const line = [...y32.subarray(i * 307, (i + 1) * 307)];
        const first = line.indexOf(Math.max(...line));
        if (got['rows']!.data[i] !== first) throw new Error(`rows: element ${i} is not the first largest, ${first}`);
      }
    }),
};

const draws: Journey = {
  name: 'large draw by its fingerprint',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const shape: Shape = [517, 131];
      const u = b.uniform(b.input('key', 'i32', [2]), shape, b.input('offset', 'i32', []));
      const program = await compile(b.build({ outputs: { u } }));
      // Key [3, −4], rows from 32,785,760: the counter crosses 2³² on the way. Fingerprint by the program behind `uniform`'s cases.
      const feed = { key: tensor(i32([2], [3, -4])), offset: tensor(i32([], [32785760])) };
      const { data } = (await program.run(feed))['u']!;
      let print = 0x811c9dc5;
      for (const value of data) {
        const word = value * 2 ** 23;
        for (let shift = 0; shift < 24; shift += 8) print = Math.imul(print ^ ((word >>> shift) & 255), 0x01000193);
      }
      const hex = (print >>> 0).toString(16).padStart(8, '0');
      if (data.length !== sizeOf(shape) || hex !== '65968720')
        throw new Error(`the fingerprint is ${hex}, expected 65968720`);
    }),
};

export const large: readonly Journey[] = [products, chains, draws];
