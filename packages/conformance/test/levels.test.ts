/** What may be claimed, and what may not. */
import { caseNames, levelNames, levelOf, levels, toBadge, type CaseStatus, type Report } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';

/** A report of the whole suite in which some cases end in another way. */
function ending(status: CaseStatus, which: (name: string, i: number) => boolean): Report {
  const results = caseNames().map(
    (name, i) => ({ name, group: 'any', status: which(name, i) ? status : 'pass' }) as const,
  );
  const totals = { pass: 0, fail: status === 'fail' ? 1 : 0, known: 0, unsupported: 0, total: results.length };
  return { backend: 'any', totals, groups: {}, results };
}

const held = (report: Report): string[] => levels(report).flatMap(({ level, held }) => (held ? [level] : []));

describe('levels', () => {
  it('are all made of cases, and each case is of one', () => {
    for (const { total } of levels(ending('fail', () => false))) expect(total).toBeGreaterThan(20);
    expect(levels(ending('fail', () => false)).reduce((n, { total }) => n + total, 0)).toBe(caseNames().length);
  });
  it('are held by a backend that passes everything', () =>
    expect(held(ending('fail', () => false))).toEqual([...levelNames]));
  it('are lost to one case, and so is what needs them', () => {
    expect(held(ending('fail', (name) => name === 'add/plain'))).toEqual([]);
    expect(held(ending('unsupported', (name) => name === 'conv/one axis'))).toEqual(['core', 'training', 'random']);
    expect(held(ending('fail', (name) => name === 'add/gradient/plain'))).toEqual(['core', 'random']);
    expect(held(ending('fail', (name) => name === 'uniform/rank 0'))).toEqual(['core', 'training', 'layers']);
  });
  it('allow one case in a hundred that is known', () => {
    const random = caseNames().filter((name) => levelOf(name) === 'core');
    const few = new Set(random.slice(0, Math.floor(random.length / 100)));
    expect(held(ending('known', (name) => few.has(name)))).toEqual([...levelNames]);
    const many = new Set(random.slice(0, Math.floor(random.length / 100) + 1));
    expect(held(ending('known', (name) => many.has(name)))).toEqual([]);
  });
  it('stand on the badge', () =>
    expect(JSON.parse(toBadge(ending('fail', (name) => name === 'uniform/rank 0')))).toMatchObject({
      message: expect.stringMatching(/^core, training, layers · /) as string,
      color: 'yellow',
    }));
});
