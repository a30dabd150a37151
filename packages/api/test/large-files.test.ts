/** Stored models that are large in one way: refused at once, or loaded, and never with more than the file is worth. */
import {
  Dense,
  decodeSafetensors,
  encodeSafetensors,
  metrics,
  modelFromFiles,
  modelToFiles,
  sequential,
} from '@bernoulli/api';
import { BernoulliError } from '@bernoulli/api/ir';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled, rounded } from './nets.ts';

const backend = rounded();
const encoder = new TextEncoder();
const list = (count: number, item: string): string => `[${`${item},`.repeat(count - 1)}${item}]`;

let files: Record<string, Uint8Array>;
let config: string;
beforeAll(async () => {
  const model = compiled(sequential([new Dense({ units: 2, activation: 'softmax' })]), { backend });
  model.buildFor([1]);
  files = { ...(await modelToFiles(model)) };
  config = JSON.stringify(JSON.parse(new TextDecoder().decode(files['config.json'])));
});

/** The message of the error, or `loaded`, within two seconds of the processor. */
function load(changed: Record<string, Uint8Array>): string {
  const started = process.cpuUsage();
  try {
    modelFromFiles({ ...files, ...changed }, { backend });
    return 'loaded';
  } catch (error) {
    if (!BernoulliError.is(error)) throw error;
    expect(error.message.length).toBeLessThan(5000);
    return `${error.code} ${error.message}`;
  } finally {
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(2000);
  }
}

/** The configuration with text in the place of what a pattern finds. */
function withText(place: RegExp, text: string): Uint8Array {
  expect(config).toMatch(place);
  return encoder.encode(config.replace(place, () => text));
}

const layers = /(?<="layers":)\[.*?\}\}\](?=,"functional")/;
const layer = (className: string, settings: string): string => `[{"className":"${className}","config":{${settings}}}]`;

describe('config.json', () => {
  const dense = '{"className":"Dense","config":{"units":1}}';
  const cases: [what: string, make: () => Uint8Array, result: RegExp][] = [
    ['300,000 layers', () => withText(layers, list(3e5, dense)), /^FORMAT .*(so many parts|at most 5000 items)/],
    ['50 MB of [', () => encoder.encode('['.repeat(5e7)), /^FORMAT .*it must be at most 33554432 bytes long/],
    ['30 MB of [', () => encoder.encode('['.repeat(3e7)), /^FORMAT .*not be deeper than 300/],
    ['a million shapes of rows', () => withText(/(?<="rows":)\[.*?\}\]/, list(1e6, '{"dtype":"f32","shape":[1]}')), /^FORMAT .*so many parts/],
    ['a name of 12 MB', () => withText(/(?<="name":)"sequential"/, `"${'x'.repeat(12e6)}"`), /^FORMAT .*paths of at most 2000000 letters/],
    ['a seed of 12 MB', () => withText(/(?<="seed":)"\d+"/, `"${'1'.repeat(12e6)}"`), /^FORMAT .*seed must be a whole number as text/],
    ['an optimizer with a name of 12 MB', () => withText(/(?<="className":)"Adam"/, `"${'x'.repeat(12e6)}"`), /^NAME .*there is no such optimizer/],
    ['a learning rate of a million digits', () => withText(/(?<="learningRate":)[\d.e-]+/, '7'.repeat(1e6)), /^(FORMAT|CONFIG) /],
    ['a shape of a million axes', () => withText(layers, layer('Reshape', `"targetShape":${list(1e6, '1')}`)), /^CONFIG .*targetShape/],
    ['a noise shape of a million axes', () => withText(layers, layer('Dropout', `"rate":0.5,"noiseShape":${list(1e6, '1')}`)), /^(CONFIG|SHAPE) .*noiseShape/],
    ['a million frozen paths', () => withText(/(?<="frozen":)\[\]/, list(1e6, '"x"')), /^FORMAT .*at most 10000 items/],
  ]; // prettier-ignore
  it.each(cases)('%s', (_, make, result) => {
    expect(load({ 'config.json': make() })).toMatch(result);
  });

  it.each(['AUC', 'PrecisionAtRecall', 'SensitivityAtSpecificity'])('a billion thresholds of %s', (className) => {
    const metric = JSON.stringify([{ className, config: { numThresholds: 1e9 } }]);
    expect(load({ 'config.json': withText(/(?<="metrics":)\[.*?\}\]/, metric) })).toMatch(
      /^CONFIG .*numThresholds must be a whole number in \[[12], 10000\]\. Received 1000000000/,
    );
  });

  it('a thousand metrics of ten thousand thresholds are not worked out', async () => {
    const model = sequential([new Dense({ units: 1 })]);
    const list = Array.from({ length: 1000 }, (_, i) => new metrics.AUC({ numThresholds: 10_000, name: `auc${i}` }));
    compiled(model, { loss: 'binaryCrossentropy', metrics: list, backend });
    model.buildFor([1]);
    const stored = { ...(await modelToFiles(model)) };
    const before = process.memoryUsage().heapUsed;
    const again = modelFromFiles(stored, { backend });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64e6);
    expect(again.name).toBe('sequential');
  });
});

describe('model.safetensors', () => {
  const withHeader = (header: string): Uint8Array => {
    const text = encoder.encode(header);
    const out = new Uint8Array(8 + text.length);
    new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
    out.set(text, 8);
    return out;
  };
  const tensor = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
  const cases: [what: string, header: () => string, result: RegExp][] = [
    ['50 MB of [', () => '['.repeat(5e7), /^FORMAT .*must start with '\{'/],
    ['50 MB of [ in a tensor', () => `{"t":${'['.repeat(5e7)}`, /^FORMAT .*not be deeper than 3/],
    ['a million tensors', () => `{${Array.from({ length: 1e6 }, (_, i) => `"t${i}":${tensor}`).join()}}`, /^FORMAT .*so many parts/],
    ['a tensor with a name of 12 MB', () => `{"${'x'.repeat(12e6)}":${tensor}}`, /^NAME .*lacks sequential\/dense\/kernel/],
    ['a dtype of 12 MB', () => `{"t":{"dtype":"${'x'.repeat(12e6)}","shape":[0],"data_offsets":[0,0]}}`, /^FORMAT .*dtype is unknown/],
    ['a shape of a million axes', () => `{"t":{"dtype":"F32","shape":${list(1e6, '0')},"data_offsets":[0,0]}}`, /^FORMAT .*at most 64 axes. Received 1000000/],
  ]; // prettier-ignore
  it.each(cases)('%s', (_, header, result) => {
    expect(load({ 'model.safetensors': withHeader(header()) })).toMatch(result);
  });

  it('metadata of 12 MB is no matter', () => {
    const { tensors } = decodeSafetensors(files['model.safetensors']!);
    const bytes = encodeSafetensors(tensors, { format: 'bernoulli', story: 'x'.repeat(12e6) });
    expect(load({ 'model.safetensors': bytes })).toBe('loaded');
  });
});
