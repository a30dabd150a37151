/** The interpreter, which says what each op means, passes every case; so do its own words when each op is a kernel. */
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, it } from 'vitest';
import { conformance } from '@bernoulli/conformance';

describe('interpreter', () => {
  for (const test of conformance(interpreter())) it(test.name, test.run);
});
