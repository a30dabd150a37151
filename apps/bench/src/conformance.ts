/**
 * Holds the backends of this repository to the conformance suite and prints the score:
 * `npm run conformance -- [--backend NAME] [--json FILE]`. Exits with 1 when a case fails or is unsupported, or a backend
 * does not start.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Backend } from '@bernoulli/api/ir';
import { runConformance, score, toMarkdown, type KnownCase, type Report } from '@bernoulli/conformance';

/** A backend as the suite meets it. It is loaded only when it is asked for. */
interface Target {
  readonly load: () => Promise<Backend>;
  /** From the backend's own folder: its list is kept where its kernels are. */
  readonly known: () => Promise<readonly KnownCase[]>;
}

const onTfjs = (engine: 'cpu' | 'wasm'): Target => ({
  load: async () => (await import('@bernoulli/backend-tfjs')).tfjs({ engine }),
  known: async () => (await import('../../../packages/backend-tfjs/known.ts')).known[engine],
});

const targets: Readonly<Record<string, Target>> = {
  cpu: {
    load: async () => (await import('@bernoulli/backend-cpu')).cpu(),
    known: async () => (await import('../../../packages/backend-cpu/known.ts')).known,
  },
  'tfjs-cpu': onTfjs('cpu'),
  'tfjs-wasm': onTfjs('wasm'),
  onnx: {
    load: async () => (await import('@bernoulli/backend-onnx')).onnx(),
    known: async () => (await import('../../../packages/backend-onnx/known.ts')).known,
  },
};

/** What came of one backend: a report, or the reason why there is none. */
type Outcome = { readonly name: string } & ({ readonly report: Report } | { readonly error: string });

async function hold(name: string, { load, known }: Target): Promise<Outcome> {
  try {
    return { name, report: await runConformance(await load(), { known: await known() }) };
  } catch (error) {
    return { name, error: error instanceof Error ? error.message : String(error) };
  }
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

/** A name, or those of a family: `tfjs` is all of its engines. */
function namesOf(name: string): string[] {
  return Object.keys(targets).filter((target) => target === name || target.startsWith(`${name}-`));
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { backend: { type: 'string', multiple: true }, json: { type: 'string' } },
  });
  const asked = values.backend ?? Object.keys(targets);
  const unknown = asked.filter((name) => namesOf(name).length === 0);
  if (unknown.length > 0) {
    console.error(`There is no backend ${unknown.join(', ')}. The names are ${Object.keys(targets).join(', ')}.`);
    return 2;
  }
  const outcomes: Outcome[] = [];
  for (const name of new Set(asked.flatMap(namesOf))) {
    const outcome = await hold(name, targets[name]!);
    if ('report' in outcome) console.log(toMarkdown(outcome.report));
    outcomes.push(outcome);
  }
  console.log(outcomes.map(summary).join('\n'));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(outcomes, null, 2)}\n`);
  return outcomes.every(isClean) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
