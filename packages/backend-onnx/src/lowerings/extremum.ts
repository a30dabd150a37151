/** The largest or smallest element over some axes. ORT passes over NaN unless it stands first, so NaN is looked for apart. */
import type { ReduceAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { DataType } from '../proto/messages.ts';
import { reduceNode, reduction, type OverNone } from './reduction.ts';

export function extremum(opType: 'ReduceMax' | 'ReduceMin', overNone: OverNone): Lowering<ReduceAttrs> {
  return reduction(overNone, (x, context) => {
    const found = reduceNode(opType, x.name, context);
    if (x.dtype !== 'f32') return found;
    const { w } = context;
    const marks = w.cast(w.node('IsNaN', [x.name]), DataType.FLOAT);
    const anyNaN = w.cast(reduceNode('ReduceMax', marks, context), DataType.BOOL);
    return w.node('Where', [anyNaN, w.f32(NaN), found]);
  });
}
