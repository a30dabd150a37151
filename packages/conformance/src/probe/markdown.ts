/** Results of the probe as text: of one library, and of several as a table. */
import { probeLaws, type ProbeReport } from './probe.ts';

const SIGNS = { pass: 'pass', fail: '**fail**', 'not offered': '–' } as const;

/** One library, law by law. */
export function probeToMarkdown({ subject, tests, results }: ProbeReport): string {
  return [
    `### ${subject.name}: ${score(results)}`,
    '',
    `${subject.version}; ${tests} tests of counts.${subject.note === undefined ? '' : ` ${subject.note}`}`,
    '',
    '| law | verdict | found |',
    '| :-- | :-- | :-- |',
    ...results.map(({ law, verdict, found }) => `| ${law} | ${SIGNS[verdict]} | ${cell(found)} |`),
    '',
  ].join('\n');
}

/** Several libraries beside each other. */
export function probesToTable(reports: readonly ProbeReport[]): string {
  const laws = probeLaws();
  const row = ({ subject, results }: ProbeReport): string => {
    const cells = laws.map((law) => SIGNS[results.find((result) => result.law === law)?.verdict ?? 'not offered']);
    return `| ${[subject.name, subject.version, ...cells].join(' | ')} |`;
  };
  return [
    `| library | version | ${laws.join(' | ')} |`,
    `| :-- | :-- | ${laws.map(() => ':--').join(' | ')} |`,
    ...reports.map(row),
    '',
  ].join('\n');
}

function score(results: ProbeReport['results']): string {
  const of = (verdict: string): number => results.filter((result) => result.verdict === verdict).length;
  return `${of('pass')} of ${results.length - of('not offered')} laws`;
}

/** What a library says may have any sign in it. */
function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 200);
}
