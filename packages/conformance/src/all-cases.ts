/** The cases of every op: those that are written out, and those by rule. */
import { opNames } from '@bernoulli/api/ir';
import type { CaseTable, OpCases } from './case.ts';
import { cases as writtenOut } from './cases/index.ts';
import { sweepsOf } from './sweeps/index.ts';

export const cases = Object.fromEntries(
  opNames.map((op) => {
    const { values, gradients } = writtenOut[op] as OpCases;
    return [op, { values: [...values, ...sweepsOf(op)], gradients }];
  }),
) as unknown as CaseTable;
