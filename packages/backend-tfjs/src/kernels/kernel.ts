/** The form of a kernel file: told the engine, it gives the kernel; and the family that most of them belong to. */
import type { Kernel, KernelContext, OpName } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { combine } from './combine.ts';

/** A kernel for one op, once it is told its engine. */
export type KernelOf<O extends OpName> = (engine: Engine) => Kernel<Tensor, O>;

/** A kernel that needs no attributes. */
export type PlainKernel = (engine: Engine) => (inputs: readonly Tensor[], context: KernelContext<unknown>) => Tensor;

/** An op that is one TF.js kernel of one operand. */
export const unary =
  (name: string): PlainKernel =>
  (engine) =>
  ([x]) =>
    engine.run(name, { x: x! });

/** An op that is one TF.js kernel of two operands, which broadcasts by our rule. */
export const binary =
  (name: string): PlainKernel =>
  (engine) =>
  ([a, b]) =>
    combine(engine, name, a!, b!);
