/** Graphs of one op each: all cases. */
import { convolutions } from './convolutions.ts';
import { elementwise } from './elementwise.ts';
import { folding } from './folding.ts';
import { loops } from './loops.ts';
import { moving } from './moving.ts';
import type { OpCase } from './op-case.ts';
import { products } from './products.ts';

export const opCases: readonly OpCase[] = [
  ...elementwise(),
  ...folding(),
  ...products(),
  ...convolutions(),
  ...moving(),
  ...loops(),
];
