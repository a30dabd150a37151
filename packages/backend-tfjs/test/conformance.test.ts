/** The conformance suite on both engines. */
import { conformance } from '@bernoulli/conformance';
import { tfjs } from '@bernoulli/backend-tfjs';
import { describe, expect, test } from 'vitest';
import { known } from '../known.ts';

describe.each(['cpu', 'wasm'] as const)('conformance of %s', (engine) => {
  test.each(conformance(tfjs({ engine }), { known }).map((item) => [item.name, item] as const))('%s', (_, item) =>
    expect(item.run()).resolves.toBeUndefined(),
  );
});
