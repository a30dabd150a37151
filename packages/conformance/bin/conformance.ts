/**
 * Holds backends to the suite and prints the score: `npm run conformance -- [--backend NAME] [--json FILE] [--record FOLDER]`. A name is one of
 * ours, a package, or the path of a module; the last two export `createBackend`. Exits with 1 when a case fails or is
 * unsupported, or a backend does not start. `--record` adds each result to the claims of the scoreboard.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '@bernoulli/api/ir';
import { runConformance, score, toMarkdown, type Report } from '../src/index.ts';
import { claimOf, versionAt, writeClaim } from './claims.ts';
import { fileOf, loadBackend, namesOf, ourNames } from './load-backend.ts';

/** What came of one backend: a report, or the reason why there is none. */
type Outcome = { readonly name: string } & (
  { readonly report: Report; readonly backend: Backend } | { readonly error: string }
);

async function hold(name: string): Promise<Outcome> {
  try {
    const { backend, known } = await loadBackend(name, fileOf(name)!);
    return { name, backend, report: await runConformance(backend, { known }) };
  } catch (error) {
    return { name, error: error instanceof Error ? error.message : String(error) };
  }
}

function withoutBackend(outcome: Outcome): object {
  const { name } = outcome;
  return 'report' in outcome ? { name, report: outcome.report } : outcome;
}

function isClean(outcome: Outcome): boolean {
  return 'report' in outcome && outcome.report.totals.fail === 0 && outcome.report.totals.unsupported === 0;
}

function summary(outcome: Outcome): string {
  if ('error' in outcome) return `${outcome.name}: did not start: ${outcome.error}`;
  const { pass, fail, known, unsupported, total } = outcome.report.totals;
  const counts = `${pass} pass, ${fail} fail, ${known} known, ${unsupported} unsupported, of ${total}`;
  return `${outcome.name}: ${score(outcome.report)} (${counts})`;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { backend: { type: 'string', multiple: true }, json: { type: 'string' }, record: { type: 'string' } },
  });
  const names = [...new Set((values.backend ?? ourNames).flatMap(namesOf))];
  const unknown = names.filter((name) => fileOf(name) === undefined);
  if (unknown.length > 0) {
    console.error(
      `There is no backend ${unknown.join(', ')}. The names are ${ourNames.join(', ')}. ` +
        'Others are packages, or paths of modules, that export createBackend.',
    );
    return 2;
  }
  const outcomes: Outcome[] = [];
  for (const name of names) {
    const outcome = await hold(name);
    if ('report' in outcome) {
      console.log(toMarkdown(outcome.report));
      const { report, backend } = outcome;
      if (values.record !== undefined)
        await writeClaim(
          join(values.record, `${name}.jsonl`),
          claimOf(report, backend, await versionAt(fileOf(name)!)),
        );
    }
    outcomes.push(outcome);
  }
  console.log(outcomes.map(summary).join('\n'));
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify(outcomes.map(withoutBackend), null, 2)}\n`);
  return outcomes.every(isClean) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
