/** What ONNX Runtime is known not to do as the suite asks. The list is strict: what is mended must leave it. */
import type { KnownList } from '@bernoulli/conformance';

export const known: KnownList = [
  {
    case: 'select/keeps the sign of zero',
    reason: "ORT 1.30's Where turns −0 into 0",
  },
  {
    case: 'sigmoid/tails',
    reason: 'the sigmoid of MLAS in ORT 1.30 is good on the scale of 1: below −17 or so it is 0',
  },
  ...[
    'log/f32[2, 1, 3, 2, 1, 2]',
    'log/131101 elements',
    'log/in shapes of every kind',
    'log/on 2053 other numbers, with its operands kept',
  ].map((name) => ({
    case: name,
    reason: "ORT 1.30's logarithm is off by 2.3 steps of f32 near 0.8 and 1.1, where 2 are allowed",
  })),
];
