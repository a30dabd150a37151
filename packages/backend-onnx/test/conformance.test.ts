/** The conformance suite: with a host, without one, and with the noise drawn inside the graph. */
import { conformance } from '@bernoulli/conformance';
import { onnx, type OnnxOptions } from '@bernoulli/backend-onnx';
import { describe, expect, test } from 'vitest';
import { known } from '../known.ts';

/** What runs other code in one way of working than in another; all else is the same session. */
const differs = /^(uniform|matMul|journeys|known list)/;

const ways: readonly (readonly [what: string, options: OnnxOptions, which: RegExp])[] = [
  ['a host', { host: 'cpu' }, /^/],
  ['no host', { host: 'none' }, differs],
  ['a host, noise in the graph', { host: 'cpu', noise: 'graph' }, differs],
  ['no host, noise in the graph', { host: 'none', noise: 'graph' }, differs],
];

describe.each(ways)('conformance with %s', (_, options, which) => {
  const items = conformance(onnx(options), { known }).filter(({ name }) => which.test(name));
  test.each(items.map((item) => [item.name, item] as const))('%s', (__, item) =>
    expect(item.run()).resolves.toBeUndefined(),
  );
});
