/** Claims: what adds up is taken, and what does not is refused in words; and the scoreboard that they make. */
import {
  caseNames,
  checkClaim,
  toClaim,
  toScoreboard,
  toScoreboardHtml,
  type CaseResult,
  type Claim,
  type Report,
} from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { summarise } from '../src/report.ts';
import { suite as items } from '../src/suite.ts';

const suite = { format: 2, irVersion: 1, data: 'a'.repeat(64) };
const claimant = { version: '1.2.3', date: '2026-11-30', machine: 'Node 22.11.0, linux x64' };

/** A report in which some cases do not pass. */
function reportOf(others: Readonly<Record<string, Partial<CaseResult>>>): Report {
  const all = [...items, { name: 'known list', group: 'known list' }];
  return summarise(
    'mine',
    all.map(({ name, group }) => ({ status: 'pass', ...others[name], name, group }) as CaseResult),
  );
}

const others = {
  'add/plain': { status: 'known', message: 'it is 4', reason: 'the engine | adds\ntwice' },
  'conv/one axis': { status: 'unsupported', message: 'there is no conv' },
} as const;
const sound = (): Claim => structuredClone(toClaim(reportOf(others), suite, claimant));

// What comes from elsewhere is untyped by nature.
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;

describe('a claim', () => {
  it('that adds up is taken, also out of a file', () => {
    expect(checkClaim(JSON.parse(JSON.stringify(sound())), suite)).toEqual([]);
    expect(sound().levels.map(({ level, held }) => [level, held])).toEqual([
      ['core', true],
      ['training', true],
      ['random', true],
      ['layers', false],
    ]);
  });

  it.each<[string, (claim: Loose) => unknown, string]>([
    ['of no form', () => 7, 'a claim must be an object'],
    ['of another form', (c) => ({ ...c, format: 2 }), 'format must be 1. Received 2'],
    ['of nobody', (c) => ({ ...c, backend: ' ' }), 'backend must be said. Received " "'],
    ['without a version', (c) => ({ ...c, version: undefined }), 'version must be said. Received undefined'],
    ['of no day', (c) => ({ ...c, date: 'soon' }), 'date must be a date, as in 2026-11-30. Received "soon"'],
    ['of no suite', (c) => ({ ...c, suite: null }), 'suite must be { format, irVersion, data }. Received null'],
    [
      'of another suite',
      (c) => ({ ...c, suite: { ...suite, data: 'b' } }),
      `suite.data is that of another suite: this one's is ${suite.data}. Received "b"`,
    ],
    ['without cases', (c) => ({ ...c, others: {} }), 'others must be a list of cases. Received {}'],
    [
      'of a case that there is not',
      (c) => ({ ...c, others: [{ name: 'add/so', status: 'fail' }] }),
      'others[0], "add/so": there is no such case',
    ],
    [
      'of a case twice',
      (c) => ({ ...c, others: [...c.others, c.others[0]] }),
      'others[2], "add/plain": it is there twice',
    ],
    [
      'of a case that ends otherwise',
      (c) => ({ ...c, others: [{ name: 'add/plain', status: 'pass' }] }),
      'others[0], "add/plain": its status must be fail, known or unsupported. Received "pass"',
    ],
    [
      'without a reason',
      (c) => ({ ...c, others: [{ name: 'add/plain', status: 'known', reason: '' }] }),
      'others[0], "add/plain": what is known must have a reason',
    ],
    [
      'that leaves out what does not pass',
      (c) => ({ ...c, others: c.others.slice(0, 1) }),
      `totals: pass must be ${caseNames().length}, by its cases. Received ${caseNames().length - 1}`,
    ],
    [
      'that counts more than there is',
      (c) => ({ ...c, groups: { ...c.groups, add: { ...c.groups.add, pass: 99 } } }),
      'groups.add: pass must be ',
    ],
    [
      'of a group that there is not',
      (c) => ({ ...c, groups: { ...c.groups, sum: {} } }),
      'groups.sum: there is no such',
    ],
    [
      'to a level that is not held',
      (c) => ({ ...c, levels: c.levels.map((level: object) => ({ ...level, held: true })) }),
      'levels, layers: held must be false, by its cases. Received true',
    ],
    [
      'to no levels',
      (c) => ({ ...c, levels: [] }),
      'levels must be a list of core, training, random, layers. Received []',
    ],
  ])('%s is refused', (_, change, message) => {
    expect(checkClaim(change(sound()), suite).join('\n')).toContain(message);
  });

  it('whose known list is at fault is refused', () => {
    const claim = toClaim(
      reportOf({ 'known list': { status: 'fail', message: 'no case is named "x"' } }),
      suite,
      claimant,
    );
    expect(checkClaim(claim, suite)).toEqual(['the known list is at fault: no case is named "x"']);
  });
});

describe('the scoreboard', () => {
  it('has levels, ops, what does not pass, and what has changed', () => {
    const before = toClaim(reportOf({ 'mul/plain': { status: 'fail', message: 'off' } }), suite, claimant);
    const now = { ...sound(), date: '2026-12-01' };
    const lines = toScoreboard([[before, now]]).split('\n');
    expect(lines).toContain('| mine | add/plain | known | the engine \\| adds twice |');
    expect(lines.find((line) => line.startsWith('| mine | 1.2.3 |'))).toMatch(/ ✓ \| \d+ of \d+ \|$/);
    expect(lines).toContain(
      '| mine | 2026-12-01 | 2026-11-30 | 99.9 % → 99.8 % | add/plain, conv/one axis | mul/plain |',
    );
    const html = toScoreboardHtml([[before, now], []]);
    expect(html).toContain('<td>the engine | adds\ntwice</td>');
    expect(html.match(/<h2>/g)).toHaveLength(5);
  });
});
