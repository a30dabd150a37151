/** One work as a table: a line per contender, with its time and what it is of the times of others. */
import { kerasJax, layersWasm, torch } from '../contenders/index.ts';
import { resultOf, type Result } from '../results.ts';
import { median, ratios, spreadOf } from '../statistics.ts';
import { units, type Work } from '../work.ts';
import { figure, type Table } from './table.ts';

/** Whose time the others' are divided by, where they took part. */
const references = [kerasJax, torch, layersWasm];

export function workTable({ name, job }: Work, all: readonly Result[]): Table {
  const results = all.filter(({ work }) => work === name);
  const present = references.flatMap((reference) => resultOf(results, name, reference) ?? []);
  const { title, show } = units[job.kind];
  const head = [
    '',
    title,
    'quartiles',
    ...present.map(({ contender }) => `time / ${contender}`),
    'threads',
    'first ms',
    'peak MiB',
  ];
  const rows = results.map(({ contender, rounds, threads, first, peak }) => {
    const { median: middle, low, high } = spreadOf(rounds.map((ms) => show(ms, job)));
    return [
      contender,
      figure(middle),
      `${figure(low)} – ${figure(high)}`,
      ...present.map((reference) => figure(median(ratios(rounds, reference.rounds)))),
      String(threads),
      figure(first),
      String(Math.round(peak / 2 ** 20)),
    ];
  });
  return { title: name, head, rows };
}
