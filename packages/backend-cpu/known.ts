/** Conformance cases that this backend is known not to pass, each with its reason. There are none. */
import type { KnownList } from '@bernoulli/conformance';

export const known: KnownList = [];
