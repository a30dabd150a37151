/** A whole report as Markdown, to be taken into a page. */
import { describe } from '../machine.ts';
import { judge } from '../marks.ts';
import type { Report } from '../results.ts';
import { onMnist, works } from '../works.ts';
import { absentees } from './absent.ts';
import { marksTable } from './marks-table.ts';
import { singlesTable } from './singles-table.ts';
import { toMarkdown } from './table.ts';
import { workTable } from './work-table.ts';

export function page(report: Report): string {
  const { machine, rounds, versions, absent, results, singles } = report;
  const measured = [...works, ...onMnist('')].filter(({ name }) => results.some(({ work }) => work === name));
  const tables = [
    marksTable(judge(report)),
    ...measured.map((work) => workTable(work, results)),
    ...(singles.length > 0 ? [singlesTable(singles)] : []),
  ];
  const parts = [
    `${describe(machine)}; medians of ${rounds} rounds.`,
    ...(Object.keys(versions).length > 0 ? [`${versionsLine(versions)}.`] : []),
    ...tables.map(toMarkdown),
    ...(absent.length > 0 ? [absentees(absent)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Engines by version: contenders on one engine are named together. */
export function versionsLine(versions: Report['versions']): string {
  const engines = new Map<string, string[]>();
  for (const [name, version] of Object.entries(versions)) engines.set(version, [...(engines.get(version) ?? []), name]);
  return [...engines].map(([version, names]) => `${names[0]!.split(',')[0]!} ${version}`).join('; ');
}
