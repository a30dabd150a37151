/** NaN whose sign is set, as 0 · ∞ gives it on most machines: a kernel that compares bits takes it for a negative number. */
import { GraphBuilder, type TensorData } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { f32 } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

/** Two of the sign and one without, among numbers; written as bits, as a NaN has no other way to say its sign. */
const bits = [
  0xffc00000, 0x40400000, 0xbf800000, 0x7fc00000, 0x41000000, 0xffffffff, 0x00000000, 0x3f000000, 0xc0000000,
];
const data = () => new Float32Array(Uint32Array.from(bits).buffer);
const numbers = [NaN, 3, -1, NaN, 8, NaN, 0, 0.5, -2];
const each = (f: (value: number) => number): CaseArray => f32([3, 3], numbers.map(f));
const square = (values: Float32Array): TensorData => ({ dtype: 'f32', shape: [3, 3], data: values });

const nanSigns: Journey = {
  name: 'NaN of either sign through bounds, a rectifier and reductions',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [3, 3]);
      const zeros = b.input('zeros', 'f32', [3, 3]);
      const dense = b.add(b.matMul(x, zeros), b.constant(Float32Array.of(1, 2, 3)));
      const [above, below] = [each((v) => Math.max(v, 0)), each((v) => Math.min(v, 0))];
      const table = {
        rectified: [b.maximum(x, 0), above],
        'rectified, turned': [b.maximum(0, x), above],
        clipped: [b.minimum(b.maximum(x, 0), 6), each((v) => Math.min(Math.max(v, 0), 6))],
        larger: [b.maximum(x, zeros), above],
        'larger, turned': [b.maximum(zeros, x), above],
        smaller: [b.minimum(x, zeros), below],
        'smaller, turned': [b.minimum(zeros, x), below],
        largest: [b.reduceMax(x, [1]), f32([3], [NaN, NaN, 0.5])],
        smallest: [b.reduceMin(x, [1]), f32([3], [NaN, NaN, -2])],
        'dense and rectified': [b.maximum(dense, 0), f32([3, 3], [NaN, NaN, NaN, NaN, NaN, NaN, 1, 2, 3])],
      } as const;
      const outputs = Object.fromEntries(Object.entries(table).map(([name, [ref]]) => [name, ref]));
      const program = await compile(b.build({ outputs }));
      const got = await program.run({ x: square(data()), zeros: square(new Float32Array(9)) });
      for (const [name, [, want]] of Object.entries(table)) expectValue(name, got[name], want);
    }),
};

export const nans: readonly Journey[] = [nanSigns];
