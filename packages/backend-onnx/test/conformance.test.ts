/** The conformance suite, with the noise drawn on the host and inside the graph. */
import { conformance } from '@bernoulli/conformance';
import { onnx, type Noise } from '@bernoulli/backend-onnx';
import { describe, test } from 'vitest';
import { known } from '../known.ts';

describe.each<Noise>(['host', 'graph'])('conformance with noise drawn on the %s', (noise) => {
  // Elsewhere the two ways run the same code.
  const items = conformance(onnx({ noise }), { known }).filter(
    ({ name }) => noise === 'host' || /^(uniform|journeys|known list)/.test(name),
  );
  test.each(items.map((item) => [item.name, item] as const))('%s', (_, item) => item.run());
});
