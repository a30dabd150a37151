/** What this backend does not pass, and why: nothing. Entries would read `{ case: 'erf/…', reason: 'its formula is …' }`. */
import type { KnownList } from '@bernoulli/conformance';

export const known: KnownList = [];
