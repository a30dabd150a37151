/** Claims of several backends side by side, and how each compares with its claim before: as Markdown and as a page. */
import { page, table, text } from '../html.ts';
import { KNOWN_LIST } from '../run.ts';
import { shareOf, type Totals } from '../report.ts';
import type { Claim } from './claim.ts';

/** The claims of one backend, the latest last. */
export type History = readonly Claim[];

type Rows = readonly (readonly string[])[];

interface Part {
  readonly title: string;
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: Rows;
}

/** What stands on a scoreboard, without its form. */
function partsOf(histories: readonly History[]): readonly Part[] {
  const rows = histories.flatMap((history) => {
    const now = history.at(-1);
    return now === undefined ? [] : [{ now, before: history.at(-2) }];
  });
  const names = rows.map(({ now }) => now.backend);
  const levels = rows[0]?.now.levels.map(({ level }) => level) ?? [];
  const groups = [...new Set(rows.flatMap(({ now }) => Object.keys(now.groups)))].filter((name) => name !== KNOWN_LIST);
  return [
    {
      title: 'Levels',
      note: 'Cases that pass, of those that a level is made of; ✓ where it is held.',
      head: ['backend', 'version', 'score', ...levels],
      rows: rows.map(({ now }) => [
        now.backend,
        now.version,
        shareOf(now.totals),
        ...now.levels.map(({ pass, total, held }) => `${pass} of ${total}${held ? ' ✓' : ''}`),
      ]),
    },
    {
      title: 'Ops',
      note: 'Cases that pass; of how many, where some do not.',
      head: ['group', ...names],
      rows: groups.map((group) => [group, ...rows.map(({ now }) => countOf(now.groups[group]))]),
    },
    {
      title: 'What does not pass',
      note: 'Known failures with their reasons. Ops that a backend does not have are one line each.',
      head: ['backend', 'case', 'status', 'why'],
      rows: rows.flatMap(({ now }) => othersOf(now)),
    },
    {
      title: 'Since the run before',
      note: 'Cases that have ceased or begun to pass; the former may be new to the suite.',
      head: ['backend', 'run', 'before', 'score', 'passes no longer', 'passes now'],
      rows: rows.map(({ now, before }) => [now.backend, now.date, ...driftOf(now, before)]),
    },
    {
      title: 'Runs',
      note: 'The first digits of the hash name the suite: equal ones are equal suites.',
      head: ['backend', 'date', 'machine', 'runs on', 'suite'],
      rows: rows.map(({ now }) => [
        now.backend,
        now.date,
        now.machine,
        Object.entries(now.details ?? {})
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(', '),
        `format ${now.suite.format}, ${now.suite.data.slice(0, 12)}`,
      ]),
    },
  ];
}

function countOf(totals: Totals | undefined): string {
  if (totals === undefined) return '–';
  const { pass, total } = totals;
  return pass === total ? `${pass}` : `${pass} of ${total}`;
}

function othersOf({ backend, others, groups }: Claim): Rows {
  const isWhole = (name: string): boolean => {
    const totals = groups[name.split('/')[0]!];
    return totals !== undefined && totals.unsupported === totals.total;
  };
  const lacking = [...new Set(others.map(({ name }) => name.split('/')[0]!))].filter((op) => isWhole(op));
  return [
    ...others
      .filter(({ name }) => !isWhole(name))
      .map(({ name, status, reason, message }) => [backend, name, status, reason ?? message ?? '']),
    ...lacking.map((op) => [backend, `${op}, all ${groups[op]!.total} cases`, 'unsupported', 'there is no such op']),
  ];
}

function driftOf(now: Claim, before: Claim | undefined): readonly string[] {
  if (before === undefined) return ['–', shareOf(now.totals), '–', '–'];
  const failing = ({ others }: Claim) => new Set(others.map(({ name }) => name));
  const [old, today] = [failing(before), failing(now)];
  const named = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  return [
    before.date,
    shareOf(before.totals) === shareOf(now.totals)
      ? shareOf(now.totals)
      : `${shareOf(before.totals)} → ${shareOf(now.totals)}`,
    named([...today].filter((name) => !old.has(name))),
    named([...old].filter((name) => !today.has(name))),
  ];
}

const TITLE = 'Scoreboard';
const HEAD = 'Backends and what they pass of the conformance suite, as their latest claims say.';

/** As Markdown. */
export function toScoreboard(histories: readonly History[]): string {
  const cell = (value: string): string => value.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const parts = partsOf(histories).flatMap(({ title, note, head, rows }) => [
    `## ${title}`,
    note,
    [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'),
  ]);
  return `${[`# ${TITLE}`, HEAD, ...parts].join('\n\n')}\n`;
}

/** As a page. */
export function toScoreboardHtml(histories: readonly History[]): string {
  const parts = partsOf(histories).flatMap(({ title, note, head, rows }) => [
    `<h2>${text(title)}</h2>`,
    `<p>${text(note)}</p>`,
    table(head, rows),
  ]);
  return page(TITLE, [`<p>${text(HEAD)}</p>`, ...parts]);
}
