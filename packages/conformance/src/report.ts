/** What came of a run, as data and as a table. */

/** How a case ended. Each ends in exactly one way. */
export type CaseStatus =
  /** It holds. */
  | 'pass'
  /** It does not, or it was listed as known and holds. */
  | 'fail'
  /** It does not hold, and the known list says so. */
  | 'known'
  /** The backend said `UNSUPPORTED` when it compiled the graph, and the known list does not have it. Never a pass. */
  | 'unsupported';

export interface CaseResult {
  readonly name: string;
  /** The op, `journeys`, or `known list`. */
  readonly group: string;
  readonly status: CaseStatus;
  /** What went wrong. */
  readonly message?: string;
  /** What the known list gives as the reason. */
  readonly reason?: string;
}

/** `pass + fail + known + unsupported = total`, always. */
export interface Totals {
  readonly pass: number;
  readonly fail: number;
  readonly known: number;
  readonly unsupported: number;
  readonly total: number;
}

/** A run of the suite; plain data, ready for JSON. */
export interface Report {
  readonly backend: string;
  readonly totals: Totals;
  /** The totals of each op, of the journeys and of the known list, in the order of the suite. */
  readonly groups: Readonly<Record<string, Totals>>;
  readonly results: readonly CaseResult[];
}

/** Counts results. */
export function summarise(backend: string, results: readonly CaseResult[]): Report {
  const names = [...new Set(results.map((result) => result.group))];
  const groups = names.map((name) => [name, count(results.filter((result) => result.group === name))] as const);
  return { backend, totals: count(results), groups: Object.fromEntries(groups), results };
}

/** Share of the cases that pass, as in `98.7 %`. Known failures count against it. */
export function score({ totals }: Report): string {
  return shareOf(totals);
}

/** The same of totals. Rounded down, so that only a full score reads 100 %. */
export function shareOf({ pass, total }: Totals): string {
  return total === 0 ? 'no cases' : `${(Math.floor((pass / total) * 1000) / 10).toFixed(1)} %`;
}

/**
 * The report as a Markdown table that also reads well in a terminal: a row for each group, the totals, then every case that
 * does not simply pass.
 */
export function toMarkdown(report: Report): string {
  const rows = [...Object.entries(report.groups), ['total', report.totals] as const].map(([name, t]) =>
    [name, t.pass, t.fail, t.known, t.unsupported, t.total].map(String),
  );
  const others = report.results.filter((result) => result.status !== 'pass');
  return [
    `### ${report.backend}: ${score(report)}`,
    '',
    ...table(['group', 'pass', 'fail', 'known', 'unsupported', 'total'], rows),
    ...(others.length === 0 ? [] : ['', ...lines(others)]),
    '',
  ].join('\n');
}

function count(results: readonly CaseResult[]): Totals {
  const of = (status: CaseStatus): number => results.filter((result) => result.status === status).length;
  return {
    pass: of('pass'),
    fail: of('fail'),
    known: of('known'),
    unsupported: of('unsupported'),
    total: results.length,
  };
}

/** A line for each case that does not simply pass; those of an op that are unsupported share one. */
function lines(results: readonly CaseResult[]): string[] {
  const unsupported = new Map<string, CaseResult[]>();
  for (const result of results)
    if (result.status === 'unsupported')
      unsupported.set(result.group, [...(unsupported.get(result.group) ?? []), result]);
  const shared = [...unsupported].map(([group, [first, ...more]]) =>
    more.length === 0 ? describe(first!) : `- unsupported: \`${group}\`, ${more.length + 1} cases: ${first!.message}`,
  );
  return [...results.filter(({ status }) => status !== 'unsupported').map(describe), ...shared];
}

function describe({ status, name, message, reason }: CaseResult): string {
  return status === 'known' ? `- known: \`${name}\`: ${reason}` : `- ${status}: \`${name}\`: ${message}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? `:${'-'.repeat(width)}-` : `-${'-'.repeat(width)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)];
}
