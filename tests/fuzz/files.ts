/**
 * Hostile files: `npm run fuzz -- [onnx] --count N [--seed S] [--only I] [--large]`. Each is a stored model with something changed in it (an ONNX file, with `onnx`);
 * with `--large`, something that makes it large in one way. Loading it must give a model that can be saved again, or one of our
 * errors, within two seconds and 4 × its size + 64 MB.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { readCommandLine, refuse, wholeNumber } from '../command-line.ts';
import { corpus } from './corpus.ts';
import type { Verdict } from './judge.ts';
import { judgeIn, type Case } from './lane.ts';
import { largeFiles } from './large-files.ts';
import { mutateFiles } from './mutate-files.ts';
import { mutateOnnx } from './mutate-onnx.ts';
import { onnxCorpus } from './onnx-corpus.ts';
import { Random } from './random.ts';

const usage = 'npm run fuzz -- [onnx] [--count N] [--seed S] [--only I] [--large]';
const { values, positionals } = readCommandLine(usage, {
  allowPositionals: true,
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    large: { type: 'boolean' },
  },
});
const count = wholeNumber('count', values.count ?? '1000', usage);
const seed = wholeNumber('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)), usage);
const only = values.only === undefined ? undefined : wholeNumber('only', values.only, usage);

const isOnnx = positionals[0] === 'onnx';
const extra = positionals.slice(isOnnx ? 1 : 0);
if (extra.length > 0) refuse(`Received ${extra.join(' ')}.`, usage);
const mutate = isOnnx ? mutateOnnx : values.large ? largeFiles : mutateFiles;

/** Milliseconds of the processor, and bytes beside four times the size. */
const most = { time: 2000, memory: 64e6 };

const samples = isOnnx ? await onnxCorpus() : await corpus();
function* casesOf(from: number, to: number): Generator<Case> {
  for (let index = from; index < to; index++) {
    const random = new Random(seed, index);
    const { files, ownClass } = random.pick(samples);
    yield { index, ownClass, ...mutate(files, random) };
  }
}

function sizeOf({ files }: Case): number {
  return Object.values(files).reduce((sum, { length }) => sum + length, 0);
}

/** What a verdict breaks, if anything. */
function broken(of: Case, verdict: Verdict | null, peak: number): string | undefined {
  if (verdict === null) return 'the process fell, or was killed since it hung';
  if (verdict.problem !== undefined) return verdict.problem;
  if (verdict.time > most.time) return `it took ${verdict.time.toFixed(0)} ms of the processor`;
  return peak > 4 * sizeOf(of) + most.memory
    ? `it took ${(peak / 1e6).toFixed(0)} MB for ${(sizeOf(of) / 1e6).toFixed(1)} MB`
    : undefined;
}

const room = mkdtempSync(join(tmpdir(), 'bernoulli-fuzz-'));
const program = join(room, 'child.mjs');
const outcomes = new Map<string, number>();
const failures: string[] = [];
let slowest = 0;
let judged = 0;

function report(of: Case, problem: string): void {
  failures.push(
    `fuzz: ${of.what}: ${problem}\n  npm run fuzz --${isOnnx ? ' onnx' : ''} --seed ${seed} --only ${of.index}${values.large ? ' --large' : ''}`,
  );
}

/** Time and memory are held against a process of its own before they count. */
async function alone(of: Case): Promise<void> {
  await judgeIn(program, room, [of].values(), [], (_, verdict, peak) => {
    if (only !== undefined) console.log({ what: of.what, size: sizeOf(of), peak, ...verdict });
    const problem = broken(of, verdict, peak);
    if (problem !== undefined) report(of, problem);
  });
}

async function lane(waiting: Iterator<Case>): Promise<void> {
  const back: Case[] = [];
  for (let done = false; !done;) {
    const suspects: Case[] = [];
    done = await judgeIn(program, room, waiting, back, (of, verdict, peak) => {
      judged++;
      const outcome = verdict?.outcome ?? 'fell';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      slowest = Math.max(slowest, verdict?.time ?? 0);
      if (broken(of, verdict, peak) !== undefined) suspects.push(of);
    });
    for (const suspect of suspects) await alone(suspect);
  }
}

const started = Date.now();
try {
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@bernoulli/source'],
    logLevel: 'error',
  });
  console.log(`fuzz: seed ${seed}`);
  if (only !== undefined) await alone(casesOf(only, only + 1).next().value as Case);
  else {
    const waiting = casesOf(0, count);
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => lane(waiting)));
    const parts = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, n]) => `${outcome} ${n}`);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`fuzz: ${judged} files in ${seconds} s: ${parts.join(', ')}; slowest ${slowest.toFixed(0)} ms`);
    if (judged !== count) failures.push(`fuzz: ${judged} of ${count} files were judged`);
  }
} finally {
  rmSync(room, { recursive: true, force: true });
}
for (const failure of failures.slice(0, 20)) console.error(failure);
console.log(`fuzz: ${failures.length} failures`);
process.exitCode = failures.length > 0 ? 1 : 0;
