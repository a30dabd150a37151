/** What ends in the middle of `fit` on `onnx({ worker: true })` ends as it wants to, and does not abort the process. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Executable } from '@bernoulli/api/ir';
import { onnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { backendOf } from '../src/backend.ts';
import { settings, type OnnxOptions } from '../src/runtime/options.ts';
import { startProcess } from '../src/worker/start-process.ts';
import type { Thread } from '../src/worker/thread.ts';
import { begin, predictionGraph, rows, trainingGraph } from './training-step.ts';

const program = fileURLToPath(new URL('./ended-fit.mjs', import.meta.url));
const conditions = '--conditions=@bernoulli/source';

interface End {
  readonly code: number | string | null;
  readonly signal: string | null;
  readonly said: string;
}

function run(...args: (string | number)[]): Promise<End> {
  return new Promise((resolve) => {
    execFile(process.execPath, [conditions, program, ...args.map(String)], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, signal: error?.signal ?? null, said: `${stdout}${stderr}` }),
    );
  });
}

describe('in the middle of fit', { timeout: 120_000 }, () => {
  // Without a host ONNX Runtime is at work almost all of the time: more than half of these aborted once.
  it.each([
    ['none', 8],
    ['none', 29],
    ['none', 42],
    ['cpu', 17],
    ['cpu', 61],
  ])('process.exit keeps its code: host %s, after %i ms', async (host, ms) => {
    expect(await run('exit', host, ms)).toMatchObject({ code: 7, signal: null });
  });

  it('an error that nobody catches is told', async () => {
    const { code, signal, said } = await run('throw', 'none', 13);
    expect({ code, signal }).toEqual({ code: 1, signal: null });
    expect(said).toContain('thrown in the middle');
  });

  it('an enclosing thread that is terminated ends alone', async () => {
    expect(await run('terminate', 'none', 4, 12, 23, 38)).toEqual({
      code: 0,
      signal: null,
      said: 'survived\n',
    });
  });
});

describe('the process in the place of the thread', () => {
  const processes: Thread[] = [];
  const remote = (options: OnnxOptions = {}) =>
    backendOf(settings({ ...options, worker: true }), () => {
      const started = startProcess(new URL('./thread.mjs', import.meta.url), [conditions]);
      processes.push(started);
      return started;
    });
  const steps = async (executable: Executable): Promise<unknown> => {
    const found: unknown[] = [];
    for (let step = 0; step < 3; step++) found.push(await executable.run(rows(step)));
    for (const name of ['w1', 'w1/speed', 'b1']) found.push(await executable.readState(name));
    return found;
  };

  it.each([{}, { host: 'none' }] as const)('gives the bits of this thread: %o', async (options) => {
    const found = [];
    for (const backend of [onnx(options), remote(options)]) {
      const train = await begin(await backend.compile(trainingGraph()));
      const predict = await backend.compile(predictionGraph(), { shareState: train });
      found.push([await steps(train), await predict.run({ x: rows(1)['x']! })]);
      await train.dispose();
      await predict.dispose();
    }
    expect(found[1]).toEqual(found[0]);
  });

  it('sends errors back as they are, and ends with the last executable', async () => {
    const backend = remote();
    const executable = await backend.compile(trainingGraph());
    const ended = new Promise<void>((resolve) => void processes.at(-1)!.on('exit', resolve));
    await expect(executable.readState('no such')).rejects.toMatchObject({ code: 'NAME' });
    await executable.dispose();
    await ended;
    await expect(remote({ provider: 'abacus' }).compile(trainingGraph())).rejects.toMatchObject({ code: 'BACKEND' });
  });

  it('that dies takes its runs with it, in our words', async () => {
    const executable = await remote().compile(trainingGraph());
    processes.at(-1)!.postMessage({ end: true }, []);
    await expect(executable.run(rows(0))).rejects.toMatchObject({
      code: 'BACKEND',
      message: expect.stringContaining('gone') as string,
    });
    await executable.dispose();
  });
});
