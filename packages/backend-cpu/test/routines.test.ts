/** The Wasm routines by address, in both builds: a result may be made in parts, of any size, without a bit of difference. */
import { fillUniform } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { routineParameters, type RoutineName } from '../src/routines/exports.ts';
import { bench, bits, builds, cuts, memoryOf } from './routine-bench.ts';

/** Node 20 has no relaxed SIMD: the tests of that build are counted as skipped there. */
for (const { name, bytes, flagAt, runs } of builds)
  describe.skipIf(!runs)(name, () => {
    it('exports routines that take as many numbers as their table says', async () => {
      const { r } = await bench(bytes);
      for (const [name, count] of Object.entries(routineParameters))
        expect([name, r[name as RoutineName].length]).toEqual([name, count]);
    });

    it('runs as several instances on one shared memory', async () => {
      const shared = Uint8Array.from(bytes);
      expect(shared[flagAt]).toBe(1);
      shared[flagAt] = 3;
      const memory = memoryOf({ shared: true });
      const first = await bench(shared, memory);
      const [x, y] = [first.noise(1000), first.allocate(8)];
      const before = new Uint8Array(memory.buffer).slice();
      const second = await bench(shared, memory);
      expect(Buffer.compare(new Uint8Array(memory.buffer), before)).toBe(0);
      first.r.sumRows(x, 1, 1000, 1000, y);
      second.r.sumRows(x, 1, 1000, 1000, y + 4);
      const [a, b] = first.floats(y, 2);
      expect(a).not.toBe(0);
      expect(b).toBe(a);
    });

    describe.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('gemm, transposed %s %s', (transposeA, transposeB) => {
      const shapes = [
        [1, 1, 1],
        [1, 900, 75],
        [2, 3, 5],
        [5, 4, 8],
        [7, 300, 9],
        [13, 257, 40],
        [33, 20, 100],
        [64, 32, 10],
        [126, 600, 130],
        [300, 70, 530],
        [48, 256, 250],
        [6, 0, 3],
        [0, 5, 7],
        [4, 3, 0],
        [140, 9, 520],
      ];
      it.each(shapes)('%i × %i × %i', async (m, k, n) => {
        const { r, allocate, floats, noise } = await bench(bytes);
        // Rows lie further apart than they are long.
        const [lda, ldb, ldc] = [(transposeA ? m : k) + 3, (transposeB ? k : n) + 5, n + 2];
        const a = noise(lda * (transposeA ? k : m) + 1);
        const b = noise(ldb * (transposeB ? n : k) + 1);
        const scratch = allocate(r.gemmScratch(m, k, n));
        const multiply = (c: number, [i, rows]: [number, number], [j, columns]: [number, number]): void =>
          r.gemm(
            a + 4 * i * (transposeA ? 1 : lda),
            b + 4 * j * (transposeB ? ldb : 1),
            c + 4 * (i * ldc + j),
            rows,
            k,
            columns,
            lda,
            ldb,
            ldc,
            transposeA,
            transposeB,
            scratch,
          );
        const fresh = (): Float32Array => floats(allocate(4 * m * ldc), m * ldc).fill(-77);
        const whole = fresh();
        multiply(whole.byteOffset, [0, m], [0, n]);

        let worst = 0;
        const [x, y] = [floats(a, lda * (transposeA ? k : m)), floats(b, ldb * (transposeB ? n : k))];
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            let exact = 0;
            for (let p = 0; p < k; p++)
              exact += x[transposeA ? p * lda + i : i * lda + p]! * y[transposeB ? j * ldb + p : p * ldb + j]!;
            worst = Math.max(worst, Math.abs(whole[i * ldc + j]! - exact));
          }
          for (let j = n; j < ldc; j++) expect(whole[i * ldc + j]).toBe(-77);
        }
        expect(worst).toBeLessThan(2e-7 * (k + 1));

        for (const [rowSizes, columnSizes] of [
          [[1, 2, 5, 7, 11, 3, 40], [n]],
          [[m], [1, 8, 3, 16, 100]],
          [
            [6, 31, 120],
            [9, 40, 24],
          ],
        ] as const) {
          const parts = fresh();
          for (const rows of cuts(m, rowSizes))
            for (const columns of cuts(n, columnSizes)) multiply(parts.byteOffset, rows, columns);
          expect(bits(parts)).toEqual(bits(whole));
        }
      });
    });

    it('draws any part of a stream, from any row', async () => {
      const { r, memory, allocate, floats, list } = await bench(bytes);
      const key = list([-123456789, 987654321]);
      const row = 1000;
      const p = allocate(4);
      floats(p, 1)[0] = 0.25;
      for (const start of [0, 3, 4_294_967, 4_294_968, 2 ** 31 - 1]) {
        const offset = list([start]);
        const expected = new Float32Array(2500);
        fillUniform([-123456789, 987654321], expected, start * row);
        for (const sizes of [[2500], [1, 24, 23, 25, 100, 3, 31, 16]]) {
          const to = allocate(4 * 2500);
          for (const [from, n] of cuts(2500, sizes)) r.uniform(key, offset, row, from, to + 4 * from, n);
          expect(bits(floats(to, 2500))).toEqual(bits(expected));
          for (const [from, n] of cuts(2500, sizes)) r.coins(key, offset, row, from, to + from, n, p);
          expect(new Uint8Array(memory.buffer, to, 2500)).toEqual(Uint8Array.from(expected, (u) => Number(u < 0.25)));
        }
      }
    });

    it('reduces rows and columns of a matrix within another', async () => {
      const { r, allocate, floats, noise } = await bench(bytes);
      const [rows, columns, line] = [37, 53, 61];
      const x = noise(rows * line);
      const at = (i: number, j: number): number => floats(x, rows * line)[i * line + j]!;
      const row = (i: number): number[] => Array.from({ length: columns }, (_, j) => at(i, j));
      const column = (j: number): number[] => Array.from({ length: rows }, (_, i) => at(i, j));
      const sum = (all: number[]): number => all.reduce((s, v) => s + v, 0);
      const to = allocate(4 * 64);
      r.sumRows(x, rows, columns, line, to);
      floats(to, rows).forEach((s, i) => expect(s).toBeCloseTo(sum(row(i)), 5));
      r.maxRows(x, rows, columns, line, to);
      floats(to, rows).forEach((s, i) => expect(s).toBe(Math.max(...row(i))));
      r.minRows(x, rows, columns, line, to);
      floats(to, rows).forEach((s, i) => expect(s).toBe(Math.min(...row(i))));
      // Wherever a NaN stands, it is what is left; of zeros, the one that is further.
      for (const place of [0, 15, 16, 47, 51, columns - 1]) {
        const held = at(0, place);
        for (const routine of [r.maxRows, r.minRows]) {
          floats(x, columns)[place] = NaN;
          routine(x, 1, columns, line, to);
          expect(floats(to, 1)[0]).toBeNaN();
        }
        floats(x, columns)[place] = held;
      }
      floats(x, columns).set([0, -0]);
      for (const [routine, wanted] of [
        [r.maxRows, 0],
        [r.minRows, -0],
      ] as const) {
        // prettier-ignore
        routine(x, 1, 2, line, to);
        expect(floats(to, 1)[0]).toBe(wanted);
      }
      r.sumColumns(x, rows, columns, line, to);
      const whole = floats(to, columns);
      whole.forEach((s, j) => expect(s).toBe(Math.fround(sum(column(j)))));
      const parts = allocate(4 * 64);
      for (const [from, n] of cuts(columns, [1, 17, 8, 3])) r.sumColumns(x + 4 * from, rows, n, line, parts + 4 * from);
      expect(bits(floats(parts, columns))).toEqual(bits(whole));
    });

    it.each([1, 16384, 16385, 100_003])('sums %i elements in parts', async (n) => {
      const { r, allocate, floats, noise } = await bench(bytes);
      const [x, to] = [noise(n), allocate(8)];
      const parts = r.partsOf(n);
      const partials = allocate(8 * parts);
      r.sumParts(x, n, 0, parts, partials);
      r.sumTotal(partials, parts, to);
      for (let part = parts - 1; part >= 0; part--) r.sumParts(x, n, part, part + 1, partials);
      r.sumTotal(partials, parts, to + 4);
      const [whole, inParts] = floats(to, 2);
      expect(inParts).toBe(whole);
      expect(whole).toBeCloseTo(
        floats(x, n).reduce((s, v) => s + v, 0),
        2,
      );
    });

    it.each([1, 15, 1040, 16385, 40_003])('sums the squares of %i elements as it sums squares', async (n) => {
      const { r, allocate, floats, noise } = await bench(bytes);
      const [x, squares, partials, to] = [noise(n), allocate(4 * n), allocate(8 * r.partsOf(n)), allocate(8)];
      floats(squares, n).set(floats(x, n).map((v) => v * v));
      r.sumParts(squares, n, 0, r.partsOf(n), partials);
      r.sumTotal(partials, r.partsOf(n), to);
      for (let part = 0; part < r.partsOf(n); part++) r.squareParts(x, n, part, part + 1, partials);
      r.sumTotal(partials, r.partsOf(n), to + 4);
      const [sum, own] = floats(to, 2);
      expect(own).toBe(sum);
      expect(own).toBeGreaterThan(0);
    });

    it('lists what a mask keeps', async () => {
      const { r, memory, allocate, integers } = await bench(bytes);
      for (const n of [0, 1, 7, 8, 9, 100]) {
        const mask = new Uint8Array(memory.buffer, allocate(n), n);
        mask.forEach((_, i) => (mask[i] = (i * 7) % 5 < 2 ? 0 : 1 + (i % 255)));
        const expected = [...mask.keys()].filter((i) => mask[i] !== 0);
        const [to, count] = [allocate(4 * n), allocate(4)];
        r.keptOf(mask.byteOffset, n, to, count);
        expect(integers(count, 1)[0]).toBe(expected.length);
        expect([...integers(to, expected.length)]).toEqual(expected);
      }
    });

    it.each([
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ])('gathers chosen rows (%s) and columns (%s), and spreads them again', async (choosesRows, choosesColumns) => {
      const { r, allocate, floats, noise, list } = await bench(bytes);
      const [rows, columns, line, toLine] = [41, 77, 80, 79];
      const keptRows = [...Array(rows).keys()].filter((i) => !choosesRows || i % 3 !== 0);
      const keptColumns = [...Array(columns).keys()].filter((j) => !choosesColumns || j % 4 !== 1);
      const [R, C] = [keptRows.length, keptColumns.length];
      const rowIndices = choosesRows ? list(keptRows) : 0;
      const columnIndices = choosesColumns ? list(keptColumns) : 0;
      const x = noise(rows * line);
      const from = floats(x, rows * line);

      const dense = floats(allocate(4 * R * toLine), R * toLine).fill(-77);
      for (const [i, n] of cuts(R, [1, 9, 4]))
        r.gather(
          choosesRows ? x : x + 4 * i * line,
          line,
          choosesRows ? rowIndices + 4 * i : 0,
          n,
          columnIndices,
          C,
          dense.byteOffset + 4 * i * toLine,
          toLine,
        );
      const expected = new Float32Array(R * toLine).fill(-77);
      keptRows.forEach((row, i) => keptColumns.forEach((c, j) => (expected[i * toLine + j] = from[row * line + c]!)));
      expect(bits(dense)).toEqual(bits(expected));

      const full = floats(allocate(4 * rows * line), rows * line).fill(-77);
      for (const [i, n] of cuts(rows, [1, 9, 4]))
        r.spread(
          ...([dense.byteOffset, toLine, rowIndices, R, columnIndices, C] as const),
          ...([full.byteOffset, line, columns, i, i + n] as const),
        );
      const [inRows, inColumns] = [new Set(keptRows), new Set(keptColumns)];
      const back = Float32Array.from(full.keys(), (at) => {
        const [i, j] = [Math.floor(at / line), at % line];
        if (j >= columns) return -77;
        return inRows.has(i) && inColumns.has(j) ? from[at]! : 0;
      });
      expect(bits(full)).toEqual(bits(back));
    });
  });
