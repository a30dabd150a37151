/** What `config.json` of a stored model may hold, checked field by field. */
import { fail } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import { STREAM_VERSION } from '../random/index.ts';
import type { Progress } from '../runtime/compiled.ts';

/** A part by its class name in our tables, and its configuration. */
export interface StoredPart {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What an output is trained towards. */
export interface StoredTarget {
  /** `null` for the only output of a model that returns a single tensor. */
  readonly output: string | null;
  /** `null` for an output that is not trained, and for a loss of the user's own, which has to be given again after loading. */
  readonly loss: StoredPart | null;
  readonly weight: number;
  readonly metrics: readonly StoredPart[];
}

export interface StoredConfig {
  readonly format: 'bernoulli';
  /** Version of the format. 1 had one output, and inputs that were all `f32` and of known size. */
  readonly version: 2;
  /** Version of the promise about random bits; see `STREAM_VERSION`. */
  readonly streamVersion: number;
  readonly className: string;
  readonly name: string;
  /** One row of each input. */
  readonly rows: readonly RowType[];
  /** `null` for a class of the user's own. */
  readonly layers: readonly StoredPart[] | null;
  /** Paths of modules that are not trainable. */
  readonly frozen: readonly string[];
  readonly compiled: {
    readonly optimizer: StoredPart | null;
    /** One for each output; none where there is no loss. */
    readonly targets: readonly StoredTarget[];
  };
  /** In decimal: it may be larger than a JSON number. */
  readonly seed: string;
  readonly progress: Progress;
}

/** How deep sequential models may stand in one another. */
const deepest = 64;

/** Reads and checks the file. Throws `FORMAT` errors that name the field. */
export function parseConfig(bytes: Uint8Array): StoredConfig {
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
  const progress = object('progress', config['progress']);
  return {
    format: 'bernoulli',
    version: 2,
    streamVersion: STREAM_VERSION,
    className: text('className', config['className']),
    name: text('name', config['name']),
    rows: version === 1 ? rowShapes(config['rowShapes']) : list('rows', config['rows']).map(row),
    layers: config['layers'] === null ? null : layers('layers', config['layers']),
    frozen: version === 1 ? [] : list('frozen', config['frozen']).map((path, i) => text(`frozen[${i}]`, path)),
    compiled: {
      optimizer: compiled['optimizer'] === null ? null : part('compiled.optimizer', compiled['optimizer']),
      targets: version === 1 ? onlyTarget(compiled) : list('compiled.targets', compiled['targets']).map(target),
    },
    seed: /^-?\d{1,20}$/.test(String(config['seed']))
      ? text('seed', config['seed'])
      : bad('seed', 'be a whole number as text', config['seed']),
    progress: {
      step: whole('progress.step', progress['step']),
      epoch: whole('progress.epoch', progress['epoch']),
      batch: whole('progress.batch', progress['batch']),
      base: whole('progress.base', progress['base']),
      steps: version === 1 ? {} : counts('progress.steps', progress['steps']),
    },
  };
}

function rowShapes(value: unknown): RowType[] {
  return list('rowShapes', value).map((shape, i) => ({
    dtype: 'f32',
    shape: list(`rowShapes[${i}]`, shape).map((n, j) => whole(`rowShapes[${i}][${j}]`, n)),
  }));
}

function row(value: unknown, i: number): RowType {
  const { dtype, shape } = object(`rows[${i}]`, value);
  if (dtype !== 'f32' && dtype !== 'i32' && dtype !== 'bool') bad(`rows[${i}].dtype`, 'be f32, i32 or bool', dtype);
  return {
    dtype: dtype as RowType['dtype'],
    shape: list(`rows[${i}].shape`, shape).map((n, j) => (n === null ? null : whole(`rows[${i}].shape[${j}]`, n))),
  };
}

/** Layers, those of sequential models among them included. */
function layers(field: string, value: unknown, depth = 0): StoredPart[] {
  if (depth > deepest) bad(field, `hold models at most ${deepest} deep`, 'deeper ones');
  return list(field, value).map((item, i) => {
    const layer = part(`${field}[${i}]`, item);
    if (layer.className !== 'Sequential') return layer;
    const name = text(`${field}[${i}].config.name`, layer.config['name']);
    return {
      className: 'Sequential',
      config: { name, layers: layers(`${field}[${i}].config.layers`, layer.config['layers'], depth + 1) },
    };
  });
}

function target(value: unknown, i: number): StoredTarget {
  const field = `compiled.targets[${i}]`;
  const { output, loss, weight, metrics } = object(field, value);
  if (typeof weight !== 'number' || !Number.isFinite(weight)) bad(`${field}.weight`, 'be a finite number', weight);
  return {
    output: output === null ? null : text(`${field}.output`, output),
    loss: loss === null ? null : part(`${field}.loss`, loss),
    weight: weight as number,
    metrics: list(`${field}.metrics`, metrics).map((metric, j) => part(`${field}.metrics[${j}]`, metric)),
  };
}

function onlyTarget({ loss, metrics }: Record<string, unknown>): StoredTarget[] {
  const stored = list('compiled.metrics', metrics).map((m, i) => part(`compiled.metrics[${i}]`, m));
  if (loss === null) return [];
  return [{ output: null, loss: part('compiled.loss', loss), weight: 1, metrics: stored }];
}

function counts(field: string, value: unknown): Record<string, number> {
  return Object.fromEntries(
    Object.entries(object(field, value)).map(([name, n]) => [name, whole(`${field}.${name}`, n)]),
  );
}

function bad(field: string, must: string, received: unknown): never {
  return fail('FORMAT', {
    who: 'load',
    at: 'config.json',
    what: `${field} must ${must}`,
    received: received ?? String(received),
  });
}

function object(field: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(field, 'be an object', value);
  return value as Record<string, unknown>;
}

function list(field: string, value: unknown): unknown[] {
  return Array.isArray(value) ? value : bad(field, 'be a list', value);
}

function text(field: string, value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : bad(field, 'be a text that is not empty', value);
}

function whole(field: string, value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : bad(field, 'be a whole number from 0 up', value);
}

function part(field: string, value: unknown): StoredPart {
  const { className, config } = object(field, value);
  return { className: text(`${field}.className`, className), config: object(`${field}.config`, config) };
}
