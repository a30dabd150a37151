/** The interpreter, which says what each op means, passes every case. */
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { conformance } from '@bernoulli/conformance';

describe('interpreter', () => {
  it.each(conformance(interpreter()))('$name', ({ run }) => expect(run()).resolves.toBeUndefined());
});
