import { describe, expect, it } from 'vitest';
import { changes } from '../src/compare.ts';
import { cpuName, kerasJax } from '../src/contenders/index.ts';
import { changesTable } from '../src/report/changes-table.ts';
import { toText } from '../src/report/table.ts';
import { report, result } from './fixtures.ts';

const work = '784-64-10, batch 32';
/** Ours beside another: milliseconds of each round. */
const run = (ours: number[], other: number[], processor = 'A') => ({
  ...report([result(work, cpuName, ours), result(work, kerasJax, other, false)]),
  machine: { ...report([]).machine, processor },
});

describe('a comparison with an earlier report', () => {
  it('finds what takes longer than the other did before', () => {
    const [change] = changes(run([1, 1.01, 1.02], [1, 1, 1]), run([1.3, 1.31, 1.32], [1, 1, 1]));
    expect(change).toMatchObject({ work, contender: cpuName, reference: kerasJax, worse: true });
    expect(change!.ratio).toBeCloseTo(1.31 / 1.01, 10);
  });
  it('goes by ratios within a run, so that a slower machine is no regression and a faster one hides none', () => {
    const before = run([1, 1, 1], [1, 1, 1]);
    expect(changes(before, run([3, 3, 3], [3, 3, 3], 'B'))[0]!.worse).toBe(false);
    expect(changes(before, run([0.9, 0.9, 0.9], [0.5, 0.5, 0.5], 'B'))[0]!.worse).toBe(true);
  });
  it('takes ratios round by round, so that a slow minute is no regression', () => {
    const [change] = changes(run([1, 1, 1], [1, 1, 1]), run([1, 4, 4], [1, 4, 4]));
    expect(change!.ratio).toBe(1);
  });
  it('calls nothing worse that lies within the tolerance or within the spread', () => {
    const before = run([1, 1.1, 1.3], [1, 1, 1]);
    expect(changes(before, run([1.18, 1.18, 1.18], [1, 1, 1]))[0]!.worse).toBe(false);
    expect(changes(before, run([1.1, 1.3, 1.4], [1, 1, 1]))[0]!.worse).toBe(false);
  });
  it('judges ours, not the others', () => {
    const names = changes(run([1], [1]), run([1], [9])).map(({ contender }) => contender);
    expect(names).toEqual([cpuName]);
  });
  it('compares milliseconds where no other contender is common, on one kind of machine only', () => {
    const before = report([result(work, cpuName, [1, 1, 1])]);
    const now = report([result(work, cpuName, [2, 2, 2])]);
    expect(changes(before, now)).toMatchObject([{ reference: null, worse: true, ratio: 2 }]);
    expect(changes(before, { ...now, machine: { ...now.machine, processor: 'B' } })).toEqual([]);
    expect(changes(before, { ...now, machine: { ...now.machine, node: 'v24.0.0' } })).toEqual([]);
  });
  it('leaves out rows that one of the reports lacks, and says when nothing is left', () => {
    const compared = changes(report([]), run([1], [1]));
    expect(compared).toEqual([]);
    expect(toText(changesTable(compared))).toContain('no row of ours in common');
  });
  it('says which rows are worse, and how many', () => {
    const text = toText(changesTable(changes(run([1, 1, 1], [1, 1, 1]), run([2, 2, 2], [1, 1, 1]))));
    expect(text).toMatch(/784-64-10, batch 32, cpu\(\) .* 2\.00 × +WORSE/);
    expect(text).toContain('1 of 1 rows took more than 1.1 times as long');
  });
});
