/** What ONNX Runtime is known not to do as the suite asks. The list is strict: what is mended must leave it. */
import type { KnownList } from '@bernoulli/conformance';

export const known: KnownList = [
  {
    case: 'select/keeps the sign of zero',
    reason: "ORT 1.30's Where turns −0 into 0",
  },
];
