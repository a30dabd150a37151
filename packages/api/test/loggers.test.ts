/** What training leaves in files: tables, lines of JSON, events for TensorBoard. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReduceLROnPlateau, SGD, type Callback, type FitOptions, type Model } from '@bernoulli/api';
import { CSVLogger, JSONLLogger, TensorBoard } from '@bernoulli/api/node';
import { afterAll, describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';
import { readEvents, type ReadEvent } from './tf-events.ts';

const room = mkdtempSync(join(tmpdir(), 'bernoulli-loggers-'));
afterAll(() => rmSync(room, { recursive: true }));
let places = 0;
/** A path that nothing is at, in a directory that is not there either. */
const fresh = (name: string): string => join(room, String(places++), name);

const { x, y } = clusters(24);
const quiet = { verbose: 0, batchSize: 8 } as const;
const net = (): Model => compiled(new SimpleNet(), { optimizer: new SGD({ learningRate: 0.1 }) });

function train(callback: Callback, options: FitOptions = {}, model = net()) {
  return model.fit(x, y, { epochs: 3, validationData: [x, y], callbacks: [callback], ...quiet, ...options });
}

/** Trains, is stopped at a step, and leaves the model for whoever goes on. */
async function stopped(callback: Callback, step: number): Promise<Model> {
  const model = net();
  const controller = new AbortController();
  const abort = { onBatchEnd: () => void (model.progress.step === step && controller.abort()) };
  const options = { epochs: 4, validationData: [x, y] as const, signal: controller.signal, ...quiet };
  const run = model.fit(x, y, { ...options, callbacks: [callback, abort] });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  return model;
}

describe('CSVLogger', () => {
  const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n');

  it('writes every figure of every epoch, to be read again as it was', async () => {
    const filename = fresh('log.csv');
    const { history } = await train(new CSVLogger({ filename }));
    const [header, ...rows] = linesOf(filename);
    expect(header).toBe('epoch,accuracy,loss,valAccuracy,valLoss');
    expect(rows.pop()).toBe('');
    expect(rows.map((row) => row.split(',').map(Number))).toEqual(
      [0, 1, 2].map((i) => [i, ...['accuracy', 'loss', 'valAccuracy', 'valLoss'].map((name) => history[name]![i])]),
    );
  });

  it('begins anew, or keeps what there is when asked', async () => {
    const filename = fresh('log.csv');
    const count = async (append: boolean): Promise<number> => {
      await train(new CSVLogger({ filename, append }));
      return linesOf(filename).length - 1;
    };
    expect([await count(false), await count(true), await count(true), await count(false)]).toEqual([4, 7, 10, 4]);
  });

  it('goes on where training goes on, and leaves out what is done again', async () => {
    const [filename, other] = [fresh('log.csv'), fresh('log.csv')];
    await train(new CSVLogger({ filename: other }), { epochs: 4 });
    const model = await stopped(new CSVLogger({ filename }), 7);
    expect(linesOf(filename)).toHaveLength(4);
    // A crash after an epoch was written, before the model was saved, and in the middle of a line.
    appendFileSync(filename, '2,0,0,0,0\n3,0.12');
    await train(new CSVLogger({ filename }), { epochs: 4, resume: true }, model);
    const [all, whole] = [linesOf(filename), linesOf(other)];
    // The epoch that was broken off counts what came after.
    expect(all.toSpliced(3, 1)).toEqual(whole.toSpliced(3, 1));
    expect(all[3]).toMatch(/^2,/);
    expect(all[3]).not.toBe('2,0,0,0,0');
  });

  it('leaves the lines of an earlier training alone when a later one is resumed', async () => {
    const filename = fresh('log.csv');
    await train(new CSVLogger({ filename }), { epochs: 4 });
    const before = linesOf(filename).slice(0, -1);
    const model = await stopped(new CSVLogger({ filename, append: true }), 7);
    await train(new CSVLogger({ filename, append: true }), { epochs: 4, resume: true }, model);
    const after = linesOf(filename);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map((line) => line.split(',')[0])).toEqual(['epoch', '0', '1', '2', '3', '0', '1', '2', '3', '']);
  });

  it('writes NA for what an epoch lacks, and cells with the separator between quotation marks', async () => {
    const filename = fresh('log.csv');
    const odd = {
      onEpochEnd(epoch: number, logs: Record<string, number>) {
        if (epoch === 0) Object.assign(logs, { 'a;"b"': NaN, 'two\nlines': Infinity });
        else logs['late'] = 1;
      },
    };
    const callbacks = [odd, new CSVLogger({ filename, separator: ';' })];
    await net().fit(x, y, { epochs: 2, callbacks, ...quiet });
    const lines = linesOf(filename);
    expect(lines[0]).toBe('epoch;"a;""b""";accuracy;loss;two lines');
    expect(lines[1]).toMatch(/^0;NaN;[\d.]+;[\d.]+;Infinity$/);
    expect(lines[2]).toMatch(/^1;NA;[\d.]+;[\d.]+;NA$/);
  });

  it('refuses to go on in a file with other columns', async () => {
    const filename = fresh('log.csv');
    await train(new CSVLogger({ filename }));
    const before = readFileSync(filename, 'utf8');
    await expect(train(new CSVLogger({ filename, append: true }), { validationData: undefined })).rejects.toMatchObject(
      {
        code: 'FORMAT',
        message: `CSVLogger at ${filename}: the file has the columns epoch,accuracy,loss,valAccuracy,valLoss, and this training has epoch,accuracy,loss. Give it a file of its own.`,
      },
    );
    expect(readFileSync(filename, 'utf8')).toBe(before);
  });

  it.each([
    [{}, 'filename must be a text that is not empty. Received undefined.'],
    [{ filename: 'a', separator: ',,' }, 'separator must be one character'],
    [{ filename: 'a', separator: '"' }, 'separator must be one character'],
    [{ filename: 'a', sep: ';' }, 'there is no setting "sep"'],
  ])('refuses %o', (config, message) => {
    expect(() => new CSVLogger(config as never)).toThrow(`CSVLogger: ${message}`);
  });
});

describe('JSONLLogger', () => {
  const recordsOf = (path: string): unknown[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown);

  it('writes every figure of every epoch, also the learning rate', async () => {
    const filename = fresh('log.jsonl');
    const plateau = new ReduceLROnPlateau({ patience: 1, minDelta: 99, factor: 0.5 });
    const callbacks = [plateau, new JSONLLogger({ filename })];
    const { history } = await net().fit(x, y, { epochs: 3, validationData: [x, y], callbacks, ...quiet });
    const names = Object.keys(history);
    expect(names).toContain('learningRate');
    expect(recordsOf(filename)).toEqual(
      [0, 1, 2].map((epoch) => ({ epoch, ...Object.fromEntries(names.map((name) => [name, history[name]![epoch]])) })),
    );
  });

  it('goes on where training goes on, past a line that was cut off', async () => {
    const filename = fresh('log.jsonl');
    const model = await stopped(new JSONLLogger({ filename }), 7);
    appendFileSync(filename, '{"epoch":2,"loss":0}\n{"epoch":3,"lo');
    await train(new JSONLLogger({ filename }), { epochs: 4, resume: true }, model);
    const records = recordsOf(filename) as { epoch: number; loss: number }[];
    expect(records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    expect(records[2]!.loss).toBeGreaterThan(0);
    await train(new JSONLLogger({ filename, append: true }));
    expect(recordsOf(filename)).toHaveLength(7);
    writeFileSync(filename, 'not of ours\n');
    await train(new JSONLLogger({ filename, append: true }), { epochs: 1 });
    expect(readFileSync(filename, 'utf8')).toMatch(/^not of ours\n\{"epoch":0,.*\}\n$/);
  });

  it('writes null for what JSON has no number for', async () => {
    const filename = fresh('log.jsonl');
    const odd = { onEpochEnd: (_: number, logs: Record<string, number>) => void Object.assign(logs, { bad: NaN }) };
    await net().fit(x, y, { callbacks: [odd, new JSONLLogger({ filename })], ...quiet });
    expect(recordsOf(filename)).toEqual([expect.objectContaining({ epoch: 0, bad: null })]);
  });
});

describe('TensorBoard', () => {
  /** The events of a run, file by file in the order in which they were begun. */
  const filesOf = (directory: string): ReadEvent[][] =>
    readdirSync(directory)
      .sort((a, b) => Number(a.split('.').at(-2)) - Number(b.split('.').at(-2)))
      .map((name) => {
        expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\..+\.v2$/);
        return readEvents(readFileSync(join(directory, name)));
      });

  it('writes the figures of training and validation as two runs, under the names of Keras', async () => {
    const logDir = fresh('logs');
    const from = Date.now() / 1000;
    const { history } = await train(new TensorBoard({ logDir }));
    expect(readdirSync(logDir).sort()).toEqual(['train', 'validation']);
    for (const [run, prefix] of [
      ['train', ''],
      ['validation', 'val'],
    ] as const) {
      // prettier-ignore
      const [[version, ...events] = [], ...others] = filesOf(join(logDir, run));
      expect(others).toEqual([]);
      expect(version).toMatchObject({ fileVersion: 'brain.Event:2', step: 0 });
      const figure = (name: string): number[] =>
        history[prefix === '' ? name : prefix + name[0]!.toUpperCase() + name.slice(1)]!;
      expect(events.map(({ step, scalars }) => ({ step, scalars }))).toEqual(
        [0, 1, 2].map((step) => ({
          step,
          scalars: {
            epoch_loss: Math.fround(figure('loss')[step]!),
            epoch_accuracy: Math.fround(figure('accuracy')[step]!),
          },
        })),
      );
      const times = [from, ...events.map(({ wallTime }) => wallTime), Date.now() / 1000];
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('writes how weights are spread, every so many epochs', async () => {
    const logDir = fresh('logs');
    const model = net();
    const kernels: Float32Array[] = [];
    const look = {
      onEpochEnd: async (epoch: number) => {
        const { data } = (await model.getWeights())['simpleNet/dense1/kernel']!;
        if (epoch % 2 === 0) kernels.push(data as Float32Array);
      },
    };
    const callbacks = [new TensorBoard({ logDir, histogramFreq: 2 }), look];
    await model.fit(x, y, { epochs: 4, callbacks, ...quiet });
    const events = filesOf(join(logDir, 'train'))[0]!.filter(({ histograms }) => Object.keys(histograms).length > 0);
    expect(events.map(({ step }) => step)).toEqual([0, 2]);
    expect(Object.keys(events[0]!.histograms)).toEqual(
      Object.keys(await model.getWeights()).map((path) => `${path}/histogram`),
    );
    kernels.forEach((kernel, i) => {
      const { limits, counts, ...moments } = events[i]!.histograms['simpleNet/dense1/kernel/histogram']!;
      const values = Array.from(kernel);
      const sum = (of: (value: number) => number): number => values.reduce((total, value) => total + of(value), 0);
      expect(moments).toEqual({
        min: Math.min(...values),
        max: Math.max(...values),
        num: values.length,
        sum: sum((value) => value),
        sumSquares: sum((value) => value * value),
      });
      const ends = limits as number[];
      expect(ends).toHaveLength(30);
      expect(ends.at(-1)).toBe(moments['max']);
      // What lies below each limit, counted anew.
      const below = (limit: number): number => values.filter((value) => value < limit).length;
      let total = 0;
      (counts as number[]).forEach((count, j) => {
        total += count;
        expect(total).toBe(j === 29 ? values.length : below(ends[j]!));
      });
    });
  });

  it.each([
    ['batch' as const, [1, 2, 3, 4, 5, 6]],
    [4, [4]],
  ])('writes figures of batches too, where updateFreq is %s', async (updateFreq, steps) => {
    const logDir = fresh('logs');
    const model = net();
    const seen: number[] = [];
    const look = { onBatchEnd: (_: number, logs: () => Record<string, number>) => void seen.push(logs()['loss']!) };
    await model.fit(x, y, { epochs: 2, callbacks: [new TensorBoard({ logDir, updateFreq }), look], ...quiet });
    const events = filesOf(join(logDir, 'train'))[0]!;
    const batches = events.filter(({ scalars }) => 'batch_loss' in scalars);
    expect(batches.map(({ step, scalars }) => [step, scalars['batch_loss']])).toEqual(
      steps.map((step) => [step, Math.fround(seen[step - 1]!)]),
    );
    expect(events.filter(({ scalars }) => 'epoch_loss' in scalars).map(({ step }) => step)).toEqual([0, 1]);
  });

  it('replaces the epochs to come where training goes on', async () => {
    const logDir = fresh('logs');
    const model = await stopped(new TensorBoard({ logDir }), 7);
    await train(new TensorBoard({ logDir }), { epochs: 4, resume: true }, model);
    const [first, second] = filesOf(join(logDir, 'train'));
    expect(first!.map(({ step }) => step)).toEqual([0, 0, 1]);
    expect(second!.map(({ step, session }) => [step, session])).toEqual([[0, undefined], [2, 1], [2, undefined], [3, undefined]]); // prettier-ignore
  });

  it.each([
    [{ logDir: '' }, 'logDir must be'],
    [{ histogramFreq: -1 }, 'histogramFreq must be a whole number from 0 up'],
    [{ updateFreq: 0 }, "updateFreq must be 'epoch', 'batch' or a whole number from 1 up. Received 0."],
    [{ writeGraph: true }, 'there is no setting "writeGraph"'],
  ])('refuses %o', (config, message) => {
    expect(() => new TensorBoard(config as never)).toThrow(`TensorBoard: ${message}`);
  });

  const python = process.env['BERNOULLI_PYTHON'] ?? 'python3';
  const there = spawnSync(python, ['-c', 'import tensorboard']).status === 0;
  const why = there ? '' : `: 1 check left out, for ${python} has no tensorboard`;
  it.skipIf(!there)(`writes what TensorBoard's own reader reads${why}`, async () => {
    const logDir = fresh('logs');
    const { history } = await train(new TensorBoard({ logDir, histogramFreq: 1 }));
    const program = `
import json, sys
from tensorboard.backend.event_processing import event_accumulator as ea
run = ea.EventAccumulator(sys.argv[1], size_guidance={ea.TENSORS: 0, ea.SCALARS: 0, ea.HISTOGRAMS: 0})
run.Reload()
tags = run.Tags()
scalars = {t: [(e.step, e.value) for e in run.Scalars(t)] for t in tags['scalars']}
for t in tags['tensors']:
    if t.startswith('epoch_'):
        from tensorboard.util import tensor_util
        scalars[t] = [(e.step, float(tensor_util.make_ndarray(e.tensor_proto))) for e in run.Tensors(t)]
print(json.dumps({'scalars': scalars, 'all': sorted(tags['scalars'] + tags['tensors'] + tags['histograms'])}))`;
    const { stdout, stderr } = spawnSync(python, ['-c', program, join(logDir, 'train')], { encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    const read = JSON.parse(stdout) as { scalars: Record<string, [number, number][]>; all: string[] };
    expect(read.scalars['epoch_loss']).toEqual(history['loss']!.map((loss, epoch) => [epoch, Math.fround(loss)]));
    expect(read.all).toContain('simpleNet/dense1/kernel/histogram');
  });
});

describe('a file that cannot be written', () => {
  const makers: [string, (path: string) => Callback][] = [
    ['CSVLogger', (filename) => new CSVLogger({ filename })],
    ['JSONLLogger', (filename) => new JSONLLogger({ filename })],
    ['TensorBoard', (logDir) => new TensorBoard({ logDir })],
  ];

  it.each(makers)('fails before the first step: %s', async (who, make) => {
    const file = fresh('file');
    mkdirSync(join(file, '..'));
    writeFileSync(file, '');
    const model = net();
    await expect(train(make(join(file, 'below')), {}, model)).rejects.toMatchObject({
      code: 'FILE',
      message: expect.stringMatching(
        `^${who} at .*(part of the path is not a directory|a file of that name is there already)`,
      ),
    });
    expect(model.progress.step).toBe(0);
  });

  it.runIf(process.platform === 'linux')('leaves whole lines where the disk is full', async () => {
    // Of this device every write fails with ENOSPC, as on a full disk.
    const { appendWhole } = await import('../src/storage/node/append-whole.ts');
    await expect(appendWhole('CSVLogger', '/dev/full', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'FILE',
      message: 'CSVLogger at /dev/full: cannot write: the disk is full. Received ENOSPC.',
    });
  });
});
