/**
 * Shows what predictions of imported networks cost beside ONNX Runtime's Wasm build: `node scripts/source.mjs apps/bench/src/imported.ts
 * [PYTHON]`, a Python with PyTorch and onnx, which exports the networks. Each engine has a process for one thread and one for two; all take
 * turns.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine, Network, Told } from './imported/predictor.ts';
import { UsageError } from './options.ts';
import { figure, toText } from './report/table.ts';
import { median, ratios } from './statistics.ts';

/** Rounds, after some that warm up, and how long each predicts in one. */
const [ROUNDS, WARM_UP, MILLISECONDS] = [11, 4, 150];
const THREADS = [1, 2];
const engines: readonly Engine[] = ['cpu()', 'onnxruntime-web'];
const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** @throws UsageError where this Python cannot export */
function exported(folder: string): Network[] {
  const python = process.argv[2] ?? 'python3';
  const { stdout, stderr, status, error } = spawnSync(python, [fileAt('./imported/networks.py'), folder], {
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new UsageError(`${python} exported no networks: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout.split('\n').at(-2)!) as Network[];
}

async function ask(child: ChildProcess, told: Told): Promise<readonly number[]> {
  child.send(told);
  return (await once(child, 'message'))[0] as readonly number[];
}

/** The largest difference, by the largest number. */
function difference(ours: readonly number[], theirs: readonly number[]): number {
  return Math.max(...ours.map((x, i) => Math.abs(x - theirs[i]!))) / Math.max(...theirs.map(Math.abs));
}

/** A line for each number of threads. */
async function compare(network: Network): Promise<string[][]> {
  const children = THREADS.map((threads) =>
    engines.map((engine) => fork(fileAt('./imported/predictor.ts'), [engine, String(threads)])),
  );
  const first: (readonly number[])[][] = [];
  for (const pair of children) first.push([await ask(pair[0]!, { network }), await ask(pair[1]!, { network })]);
  const times = children.map((pair) => pair.map((): number[] => []));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const [i, pair] of children.entries())
      for (const [j, child] of pair.entries()) {
        const [each] = await ask(child, { milliseconds: MILLISECONDS });
        if (round >= 0) times[i]![j]!.push(each!);
      }
  for (const child of children.flat()) child.disconnect();
  return THREADS.map((threads, i) => {
    const [ours, theirs] = times[i] as [number[], number[]];
    const [mine, other] = first[i] as [readonly number[], readonly number[]];
    return [
      network.name,
      String(threads),
      figure(median(ours)),
      figure(median(theirs)),
      figure(median(ratios(ours, theirs))),
      difference(mine, other).toExponential(0),
    ];
  });
}

const folder = mkdtempSync(join(tmpdir(), 'bernoulli-imported-'));
try {
  const rows: string[][] = [];
  for (const network of exported(folder)) rows.push(...(await compare(network)));
  console.log(
    toText({
      title: `A prediction by imported networks, ms, medians of ${ROUNDS} rounds, Node ${process.version}`,
      head: ['', 'threads', ...engines, 'ours / theirs', 'difference'],
      rows,
    }),
  );
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true });
}
