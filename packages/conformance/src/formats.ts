/** A report for other programs: JUnit for servers that build, HTML for people, a badge for a page, a known list to begin with. */
import { page, table, text } from './html.ts';
import { levels } from './levels.ts';
import { score, type CaseResult, type Report } from './report.ts';

/** The report as JUnit writes it: a test for each case, those that are known as skipped, with the reason. */
export function toJUnit({ backend, totals, results }: Report): string {
  const ending = ({ status, message = '', reason = '' }: CaseResult): string => {
    if (status === 'pass') return '';
    if (status === 'known') return `<skipped message="${text(reason)}"/>`;
    return `<failure type="${status}" message="${text(message)}"/>`;
  };
  const tests = results.map(
    (result) =>
      `    <testcase classname="${text(result.group)}" name="${text(result.name)}">${ending(result)}</testcase>`,
  );
  const failures = totals.fail + totals.unsupported;
  const counts = `tests="${totals.total}" failures="${failures}" skipped="${totals.known}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="conformance of ${text(backend)}" ${counts}>`,
    ...tests,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** The report as a page of its own. */
export function toHtml(report: Report): string {
  const groups = Object.entries(report.groups).map(([name, t]) => [
    name,
    t.pass,
    t.fail,
    t.known,
    t.unsupported,
    t.total,
  ]);
  const others = report.results.filter(({ status }) => status !== 'pass');
  const rows = others.map(({ name, status, message, reason }) => [name, status, reason ?? message ?? '']);
  return page(`${report.backend}: ${score(report)}`, [
    table(
      ['level', 'pass', 'known', 'of', 'held'],
      levels(report).map(({ level, pass, known, total, held }) => [level, pass, known, total, held ? 'yes' : 'no']),
    ),
    table(['group', 'pass', 'fail', 'known', 'unsupported', 'total'], groups),
    ...(rows.length === 0 ? [] : [table(['case', 'status', 'why'], rows)]),
  ]);
}

/** The score as a badge: what shields.io takes at its `endpoint`. */
export function toBadge(report: Report): string {
  const held = levels(report).filter((result) => result.held);
  const message = held.length === 0 ? score(report) : `${held.map(({ level }) => level).join(', ')} · ${score(report)}`;
  const color =
    report.totals.fail + report.totals.unsupported === 0 ? 'brightgreen' : held.length > 0 ? 'yellow' : 'red';
  return `${JSON.stringify({ schemaVersion: 1, label: 'bernoulli conformance', message, color })}\n`;
}

/** What fails today as a known list, for its author to give the reasons. As a module, or as JSON. */
export function toKnownList({ results }: Report, as: 'module' | 'json'): string {
  const list = results
    .filter(({ status, group }) => status !== 'pass' && group !== 'known list')
    .map(({ name, reason, message }) => ({ case: name, reason: reason ?? `not looked into: ${message}` }));
  const json = JSON.stringify(list, null, 2);
  return as === 'json'
    ? `${json}\n`
    : `/** Cases that this backend does not pass, and why. */\nexport const known = ${json};\n`;
}
