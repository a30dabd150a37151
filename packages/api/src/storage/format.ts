/** What `config.json` of a stored model may hold, checked field by field. */
import { fail, type Shape } from '../ir/index.ts';
import { STREAM_VERSION } from '../random/index.ts';
import type { Progress } from '../runtime/model-runtime.ts';

/** A part by its class name in our tables, and its configuration. */
export interface StoredPart {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface StoredConfig {
  readonly format: 'bernoulli';
  readonly version: 1;
  /** Version of the promise about random bits; see `STREAM_VERSION`. */
  readonly streamVersion: number;
  readonly className: string;
  readonly name: string;
  readonly rowShapes: readonly Shape[];
  /** `null` for a class of the user's own. */
  readonly layers: readonly StoredPart[] | null;
  readonly compiled: {
    readonly optimizer: StoredPart | null;
    readonly loss: StoredPart | null;
    readonly metrics: readonly StoredPart[];
  };
  /** In decimal: it may be larger than a JSON number. */
  readonly seed: string;
  readonly progress: Progress;
}

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
  if (config['version'] !== 1) bad('version', 'be 1, the only one this library reads', config['version']);
  if (config['streamVersion'] !== STREAM_VERSION)
    bad('streamVersion', `be ${STREAM_VERSION}, or the masks would not be the same`, config['streamVersion']);
  const compiled = object('compiled', config['compiled']);
  const progress = object('progress', config['progress']);
  return {
    format: 'bernoulli',
    version: 1,
    streamVersion: STREAM_VERSION,
    className: text('className', config['className']),
    name: text('name', config['name']),
    rowShapes: list('rowShapes', config['rowShapes']).map((shape, i) =>
      list(`rowShapes[${i}]`, shape).map((n, j) => whole(`rowShapes[${i}][${j}]`, n)),
    ),
    layers: config['layers'] === null ? null : list('layers', config['layers']).map((l, i) => part(`layers[${i}]`, l)),
    compiled: {
      optimizer: compiled['optimizer'] === null ? null : part('compiled.optimizer', compiled['optimizer']),
      loss: compiled['loss'] === null ? null : part('compiled.loss', compiled['loss']),
      metrics: list('compiled.metrics', compiled['metrics']).map((m, i) => part(`compiled.metrics[${i}]`, m)),
    },
    seed: /^-?\d{1,20}$/.test(String(config['seed']))
      ? text('seed', config['seed'])
      : bad('seed', 'be a whole number as text', config['seed']),
    progress: {
      step: whole('progress.step', progress['step']),
      epoch: whole('progress.epoch', progress['epoch']),
      batch: whole('progress.batch', progress['batch']),
      base: whole('progress.base', progress['base']),
    },
  };
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
