/** Reads `config.json` of a stored model, field by field, and believes nothing in it. */
import { MAX_AXES } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import { STREAM_VERSION } from '../random/index.ts';
import type { Progress } from '../runtime/compiled.ts';
import { boundJson } from './bound-json.ts';
import type { StoredConfig, StoredTarget } from './format.ts';
import { LayerReader } from './layer-reader.ts';
import { bad, list, object, part, row, text, whole } from './stored-fields.ts';

/** What a file may ask for: far more than models have, and so little that it is read in a moment. */
const most = {
  bytes: 2 ** 25,
  /** Objects and lists in one another. */
  depth: 300,
  /** Places of modules. */
  frozen: 10_000,
  /** Inputs, outputs, ways to train, metrics of all outputs. */
  ports: 1000,
  /** Steps are numbered in 32 bits. */
  count: 2 ** 32 - 1,
};

/** Reads and checks the file. Throws `FORMAT` errors that name the field. */
export function parseConfig(bytes: Uint8Array): StoredConfig {
  if (bytes.length > most.bytes) bad('it', `be at most ${most.bytes} bytes long`, bytes.length);
  const problem = boundJson(bytes, most.depth);
  if (problem !== null) bad('it', problem.replace('must ', ''));
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    return bad('it', 'be valid JSON in UTF-8', cause instanceof Error ? cause.message : cause);
  }
  const config = object('it', value);
  if (config['format'] !== 'bernoulli') bad('format', 'be "bernoulli"', config['format']);
  const { version } = config;
  if (version !== 1 && version !== 2) bad('version', 'be 1 or 2, those that this library reads', version);
  if (config['streamVersion'] !== STREAM_VERSION)
    bad('streamVersion', `be ${STREAM_VERSION}, or the masks would not be the same`, config['streamVersion']);
  const compiled = object('compiled', config['compiled']);
  const name = text('name', config['name']);
  return {
    format: 'bernoulli',
    version: 2,
    streamVersion: STREAM_VERSION,
    className: text('className', config['className']),
    name,
    rows:
      version === 1
        ? rowShapes(config['rowShapes'])
        : list('rows', config['rows'], most.ports).map((each, i) => row(`rows[${i}]`, each)),
    layers: config['layers'] === null ? null : new LayerReader().sequence('layers', config['layers'], name),
    functional:
      (config['functional'] ?? null) === null
        ? null
        : new LayerReader().functional('functional', config['functional'], name),
    frozen:
      version === 1 ? [] : list('frozen', config['frozen'], most.frozen).map((path, i) => text(`frozen[${i}]`, path)),
    compiled: {
      optimizer: compiled['optimizer'] === null ? null : part('compiled.optimizer', compiled['optimizer']),
      targets: version === 1 ? onlyTarget(compiled) : targets(compiled['targets']),
    },
    seed:
      typeof config['seed'] === 'string' && /^-?\d{1,20}$/.test(config['seed'])
        ? config['seed']
        : bad('seed', 'be a whole number as text', config['seed']),
    progress: progressOf(config['progress'], version),
  };
}

function progressOf(value: unknown, version: 1 | 2): Progress {
  const progress = object('progress', value);
  const [step, epoch, batch, base] = ['step', 'epoch', 'batch', 'base'].map((name) =>
    whole(`progress.${name}`, progress[name], most.count),
  ) as [number, number, number, number];
  if (base > epoch) bad('progress.base', `be at most the epoch, ${epoch}`, base);
  return { step, epoch, batch, base, steps: version === 1 ? {} : counts('progress.steps', progress['steps']) };
}

function rowShapes(value: unknown): RowType[] {
  return list('rowShapes', value, most.ports).map((shape, i) => ({
    dtype: 'f32',
    shape: list(`rowShapes[${i}]`, shape, MAX_AXES).map((n, j) => whole(`rowShapes[${i}][${j}]`, n)),
  }));
}

function targets(value: unknown): StoredTarget[] {
  const read = list('compiled.targets', value, most.ports).map(target);
  const count = read.reduce((sum, { metrics }) => sum + metrics.length, 0);
  if (count > most.ports) bad('compiled.targets', `have at most ${most.ports} metrics in all`, count);
  return read;
}

function target(value: unknown, i: number): StoredTarget {
  const field = `compiled.targets[${i}]`;
  const { output, loss, weight, metrics } = object(field, value);
  if (typeof weight !== 'number' || !Number.isFinite(weight)) bad(`${field}.weight`, 'be a finite number', weight);
  return {
    output: output === null ? null : text(`${field}.output`, output),
    loss: loss === null ? null : part(`${field}.loss`, loss),
    weight: weight as number,
    metrics: list(`${field}.metrics`, metrics, most.ports).map((metric, j) => part(`${field}.metrics[${j}]`, metric)),
  };
}

function onlyTarget({ loss, metrics }: Record<string, unknown>): StoredTarget[] {
  const stored = list('compiled.metrics', metrics, most.ports).map((m, i) => part(`compiled.metrics[${i}]`, m));
  if (loss === null) return [];
  return [{ output: null, loss: part('compiled.loss', loss), weight: 1, metrics: stored }];
}

function counts(field: string, value: unknown): Record<string, number> {
  const steps = Object.entries(object(field, value));
  if (steps.length > most.ports) bad(field, `name at most ${most.ports} ways to train`, steps.length);
  return Object.fromEntries(steps.map(([name, n]) => [name, whole(`${field}.${name}`, n, most.count)]));
}
