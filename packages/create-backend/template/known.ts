/** What the engine cannot do, case by case, with the reason. A case that passes again has to leave the list. */
import type { KnownList } from '@bernoulli/conformance';

export const known: KnownList = [
  // { case: 'erf/special values', reason: "the engine's erf is …" },
];
