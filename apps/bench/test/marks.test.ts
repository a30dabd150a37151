import { describe, expect, it } from 'vitest';
import { cpuName, cpuOneThread, kerasJax, layersWasm, onNodePrefix } from '../src/contenders/index.ts';
import { judge } from '../src/marks.ts';
import { marksTable } from '../src/report/marks-table.ts';
import { page } from '../src/report/page.ts';
import { toText } from '../src/report/table.ts';
import { allocation } from '../src/singles/names.ts';
import { article, product, wide, wideShared } from '../src/works.ts';
import { report, result } from './fixtures.ts';

/** The verdicts on marks whose text begins so, by what they are measured in. */
const verdicts = (of: ReturnType<typeof report>, what: string) =>
  Object.fromEntries(
    judge(of)
      .filter(({ mark }) => mark.what.startsWith(what))
      .map(({ mark, figure, verdict }) => [mark.unit, [figure, verdict]]),
  );

describe('the marks', () => {
  it('sets a step against another contender in the same rounds', () => {
    const found = verdicts(
      report([
        result(article.name, cpuName, [0.9, 2, 0.7]),
        result(article.name, kerasJax, [1, 1, 1], false),
        result(article.name, layersWasm, [20, 20, 14], false),
      ]),
      `cpu() step, ${article.name}`,
    );
    expect(found[`× ${kerasJax}`]).toEqual([0.9, 'reached']);
    expect(found['× PyTorch']).toEqual([undefined, 'not measured']);
    const [times, verdict] = found[`× as fast as ${layersWasm}`]!;
    expect([times, verdict]).toEqual([20, 'reached']);
  });
  it('sets shared masks against unshared ones', () => {
    const found = verdicts(
      report([result(wideShared.name, cpuName, [6, 6, 6]), result(wide.name, cpuName, [10, 10, 10])]),
      `cpu() step, ${wideShared.name}`,
    );
    expect(found['× its own unshared']).toEqual([0.6, 'missed']);
  });
  it('looks for another Node among the contenders, and takes its own from the machine', () => {
    const elsewhere = `${onNodePrefix(cpuOneThread)}v24.21.0`;
    const results = [result(product.name, cpuOneThread, [50]), result(product.name, elsewhere, [40])];
    const flops = 2 * 1024 ** 3;
    const figureOn = (major: number, of = report(results)) =>
      judge(of).find(({ mark }) => mark.what === `${product.name}, one thread, Node ${major}`)!.figure;
    expect(figureOn(20)).toBeCloseTo(flops / 50e6, 8);
    expect(figureOn(24)).toBeCloseTo(flops / 40e6, 8);
    const on24 = report(results, { machine: { ...report([]).machine, node: 'v24.1.0' } });
    expect(figureOn(24, on24)).toBeCloseTo(flops / 50e6, 8);
    expect(figureOn(20, on24)).toBeUndefined();
  });
  it('reaches a bound that is met exactly', () => {
    const singles = [{ name: allocation, contender: cpuName, unit: 'bytes', value: 2048 }];
    expect(verdicts(report([], { singles }), `${allocation}, ${cpuName}`)['bytes']).toEqual([2048, 'reached']);
  });
  it('stand on a page with the machine, the tables and who was absent', () => {
    const absent = [{ contender: 'PyTorch', work: article.name, reason: 'not found', failed: false }];
    const versions = { [kerasJax]: '3.15.1', [`${kerasJax}, 1 thread`]: '3.15.1' };
    const text = page(report([result(article.name, cpuName, [2, 4, 3])], { absent, versions }));
    expect(text).toContain('A, 2 cores, 8 GiB, Linux, Node v20.20.2; medians of 3 rounds.');
    expect(text).toContain('\n\nKeras-JAX 3.15.1.\n\n');
    expect(text).toContain(`**${article.name}**\n\n|  | ms per step | quartiles |`);
    expect(text).toContain('| cpu() | 3.00 | 2.50 – 3.50 |');
    expect(text).toContain(`absent: PyTorch: not found (${article.name})`);
  });
  it('has a table whose totals add up', () => {
    const judged = judge(report([result(article.name, cpuName, [2]), result(article.name, kerasJax, [1], false)]));
    const total = /(\d+) of (\d+) marks reached, (\d+) missed, (\d+) not measured/.exec(toText(marksTable(judged)))!;
    const [reached, all, missed, not] = total.slice(1).map(Number);
    expect(reached! + missed! + not!).toBe(all);
    expect([all, missed]).toEqual([judged.length, 1]);
  });
});
