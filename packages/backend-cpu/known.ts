/** What this backend is known not to do as the suite asks: nothing. The list is strict: a new entry needs its reason. */
import type { KnownCase } from '@bernoulli/conformance';

export const known: readonly KnownCase[] = [];
