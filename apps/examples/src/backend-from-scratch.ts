/** A backend written from scratch in plain loops: its score in the conformance suite, and a network that it trains. */
import { Dense, Dropout, sequential } from '@bernoulli/api';
import { levels, runConformance, score, type Level } from '@bernoulli/conformance';
import { createBackend } from './backend-from-scratch/index.ts';
import { known } from './backend-from-scratch/known.ts';
import { outputTo, type Output } from './run/output.ts';
import { runAsProgram } from './run/program.ts';

export interface FromScratchOptions {
  readonly output?: Output;
}

export async function fromScratch({ output = outputTo() }: FromScratchOptions = {}): Promise<{
  readonly score: string;
  readonly held: readonly Level[];
  readonly fails: readonly string[];
  readonly loss: readonly number[];
}> {
  const backend = createBackend();
  const report = await runConformance(backend, { known });
  const held = levels(report).flatMap((one) => (one.held ? [one.level] : []));
  const fails = report.results.flatMap(({ name, status }) => (status === 'pass' || status === 'known' ? [] : [name]));
  output.print(`${backend.name}: ${score(report)} of ${report.totals.total} cases; levels held: ${held.join(', ')}`);
  for (const name of fails) output.print(`  does not pass: ${name}`);

  const model = sequential([
    new Dense({ units: 8, activation: 'relu' }),
    new Dropout({ rate: 0.1 }),
    new Dense({ units: 1 }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 7, backend });
  const x = Array.from({ length: 64 }, (_, i) => [i / 64]);
  const { history } = await model.fit(x, x, { epochs: 20, verbose: 0 });
  const loss = history['loss']!;
  output.print(`trains: loss ${loss[0]!.toFixed(3)} at first, ${loss.at(-1)!.toFixed(3)} after ${loss.length} epochs`);
  return { score: score(report), held, fails, loss };
}

await runAsProgram(import.meta.url, () => fromScratch());
