/** What a lowering is: one op of ours said in ONNX words. */
import type { OpAttrs, OpName, TensorType } from '@bernoulli/api/ir';
import type { Value } from './value.ts';
import type { OnnxWriter } from './onnx-writer.ts';

/** Ops that never reach a lowering: they become graph inputs and initializers, and loops whose bodies are lowered. */
export type BoundOp = 'input' | 'constant' | 'scan';

export interface LoweringContext<A> {
  /** Where to write. */
  readonly w: OnnxWriter;
  readonly attrs: A;
  /** Type of the result. It is never empty: empty results are constants before lowering begins. */
  readonly type: TensorType;
}

/** Writes the nodes of one op and returns the name of their result. An operand may come back as it is. */
export type Lowering<A> = (inputs: readonly Value[], context: LoweringContext<A>) => string;

/** A lowering for every op, `null` for one that is written as its `expand` says. A forgotten row does not compile. */
export type LoweringTable = { readonly [O in Exclude<OpName, BoundOp>]: Lowering<OpAttrs<O>> | null };
