/** Products by lists of what is not zero, by address: to the bit those of `gemm`, in all shapes, densities and cuts. */
import { describe, expect, it } from 'vitest';
import { bench, bits, builds, cuts } from './routine-bench.ts';

/** Sets all but a share of the numbers to zeros of both signs; rows and columns of zeros, and without, are among them. */
function thin(x: Float32Array, line: number, share: number): void {
  x.forEach((_, at) => {
    const [i, j] = [Math.floor(at / line), at % line];
    const own = i % 7 === 3 ? 1 : j % 11 === 5 || i % 7 === 5 ? 0 : share;
    const draw = ((at * 2654435761) >>> 8) % 1000;
    if (draw >= 1000 * own) x[at] = draw % 2 === 0 ? 0 : -0;
  });
}

const shapes = [
  [1, 1, 1],
  [2, 3, 5],
  [4, 4, 16],
  [5, 4, 8],
  [7, 300, 9],
  [13, 257, 40],
  [33, 20, 100],
  [64, 32, 10],
  [126, 600, 130],
  [150, 385, 49],
  [300, 70, 131],
  [48, 256, 250],
  [3, 1200, 33],
  // Columns that lie 2 kB apart.
  [512, 37, 20],
  [10, 50, 1024],
  [512, 390, 5],
] as const;

const layouts = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

for (const { name, bytes, runs } of builds)
  describe.skipIf(!runs)(name, () => {
    async function product(
      side: 'a' | 'b',
      [m, k, n]: readonly [number, number, number],
      [transposeA, transposeB]: readonly [boolean, boolean],
      share: number,
    ) {
      const { r, allocate, floats, noise } = await bench(bytes);
      const [rowsA, lineA] = transposeA ? [k, m] : [m, k];
      const [rowsB, lineB] = transposeB ? [n, k] : [k, n];
      const [a, b] = [noise(rowsA * lineA), noise(rowsB * lineB)];
      const [lines, across] = side === 'a' ? [m, false] : [n, true];
      const listed = side === 'a' ? floats(a, rowsA * lineA) : floats(b, rowsB * lineB);
      thin(listed, side === 'a' ? lineA : lineB, share);
      const byRows = side === 'a' ? !transposeA : transposeB;
      const scratch = allocate(Math.max(r.gemmScratch(m, k, n), r.gemmSparseScratch(k)));
      const list = allocate(r.listBytes(lines, k));
      const [apart, along] = byRows ? [4 * k, 4] : [4, 4 * lines];
      const listLines = (from: number, end: number): void =>
        r.listNonZero(side === 'a' ? a : b, apart, along, lines, k, list, from, end, scratch);
      const line = n + 3;
      const result = (): Float32Array => floats(allocate(4 * m * line), m * line).fill(-77);
      type Range = readonly [from: number, count: number];
      const numbers = (c: Float32Array, [i, rows]: Range, [j, columns]: Range) =>
        [
          ...[a + 4 * i * (transposeA ? 1 : lineA), b + 4 * j * (transposeB ? lineB : 1)],
          ...[c.byteOffset + 4 * (i * line + j), rows, k, columns, lineA, lineB, line, transposeA, transposeB, scratch],
        ] as unknown as Parameters<typeof r.gemm>;
      const dense = (): string => {
        const c = result();
        r.gemm(...numbers(c, [0, m], [0, n]));
        return bits(c);
      };
      const sparse = (rowSizes: readonly number[], columnSizes: readonly number[]): string => {
        const c = result();
        for (const rows of cuts(m, rowSizes))
          for (const columns of cuts(n, columnSizes)) {
            const first = side === 'a' ? rows[0] : columns[0];
            r.gemmSparse(list + first * r.listStride(k), across, ...numbers(c, rows, columns));
          }
        return bits(c);
      };
      const other = side === 'a' ? floats(b, rowsB * lineB) : floats(a, rowsA * lineA);
      return { r, lines, listed, other, listLines, dense, sparse };
    }

    describe.each(['a', 'b'] as const)('lists of %s', (side) => {
      it.each(shapes)('%i × %i × %i: the bits of gemm, in any parts', async (m, k, n) => {
        for (const layout of layouts)
          for (const share of [0, 0.02, 0.2, 0.5, 1]) {
            const { lines, listLines, dense, sparse } = await product(side, [m, k, n], layout, share);
            for (const [from, count] of cuts(lines, [4, 1, 9, 60])) listLines(from, from + count);
            const whole = dense();
            expect(sparse([m], [n])).toBe(whole);
            expect(sparse([1, 2, 5, 7, 11, 3, 40], [n])).toBe(whole);
            expect(sparse([m], [1, 8, 3, 16, 48, 100])).toBe(whole);
            expect(sparse([48, 17], [33, 48, 20])).toBe(whole);
          }
      });

      it('infinities and NaN of the other operand count, also where they meet zeros', async () => {
        for (const layout of layouts)
          for (const odd of [Infinity, -Infinity, NaN]) {
            const { other, lines, listLines, dense, sparse } = await product(side, [57, 430, 131], layout, 0.2);
            for (const at of [0, 5000, other.length - 1]) other[at] = odd;
            listLines(0, lines);
            const whole = dense();
            expect(sparse([57], [131])).toBe(whole);
            expect(sparse([20, 9], [48, 7])).toBe(whole);
          }
      });

      it('infinities and NaN of its own are listed', async () => {
        const { listed, lines, listLines, dense, sparse } = await product(side, [50, 70, 60], [false, false], 0.2);
        [Infinity, -Infinity, NaN].forEach((odd, i) => (listed[31 * i] = odd));
        listLines(0, lines);
        expect(sparse([50], [60])).toBe(dense());
      });
    });

    it('counts what is not zero, NaN among it', async () => {
      const { r, floats, allocate } = await bench(bytes);
      for (const n of [0, 1, 3, 8, 9, 31, 1000]) {
        const x = floats(allocate(4 * n), n);
        x.forEach((_, i) => (x[i] = [1, 0, -0, NaN, -1e-45, 0, Infinity][i % 7]!));
        expect(r.countNonZero(x.byteOffset, n)).toBe(x.filter((v) => v !== 0).length);
      }
    });

    it('lists what is not zero of each line, in order, in the room it says it needs', async () => {
      const { r, floats, allocate, integers } = await bench(bytes);
      for (const [lines, k] of [
        [9, 7],
        [6, 500],
        [1, 1],
      ] as const) {
        const x = floats(allocate(4 * lines * k), lines * k);
        x.forEach((_, i) => (x[i] = i % 3 === 0 ? 0 : i));
        const size = r.listBytes(lines, k);
        const list = allocate(size);
        const guard = allocate(128);
        const behind = floats(list + size, 16).fill(-77);
        expect(behind.byteOffset + behind.byteLength).toBeLessThanOrEqual(guard + 128);
        r.listNonZero(x.byteOffset, 4 * k, 4, lines, k, list, 0, lines, allocate(512));
        expect([...behind]).toEqual(Array(16).fill(-77));
        for (let i = 0; i < lines; i++) {
          const starts = integers(list + i * r.listStride(k), r.listStride(k) / 4);
          const [from, end] = [starts[0]!, starts.at(-1)!];
          const found = Array.from({ length: (end - from) / 8 }, (_, e) => floats(from + 8 * e, 1)[0]!);
          expect(found).toEqual([...x.subarray(i * k, (i + 1) * k)].filter((v) => v !== 0));
        }
      }
    });
  });
