/** The conformance suite on every build of the backend. */
import { conformance } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { known } from '../known.ts';
import { cpu } from '../src/index.ts';
import { variants } from './variants.ts';

describe.each(variants)('cpu(%o)', (options) => {
  for (const { name, run } of conformance(cpu(options), { known }))
    it(name, () => expect(run()).resolves.toBeUndefined());
});
