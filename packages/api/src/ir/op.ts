/** What an op must tell us: its attributes, its shape rule, its gradient rule. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { TensorType } from './graph.ts';

/** Attributes of an op that has none. */
export type NoAttrs = Readonly<Record<never, never>>;

export interface GradientContext<A> {
  /** Where to write the nodes of the gradient. */
  readonly b: GraphBuilder;
  readonly inputs: readonly Ref[];
  readonly attrs: A;
  readonly output: Ref;
  /** Gradient of the loss with respect to `output`; same shape, `f32`. */
  readonly upstream: Ref;
}

/** Gradient with respect to each input, `null` where there is none (integers, conditions). Shapes equal the inputs'. */
export type GradientRule<A> = (context: GradientContext<A>) => readonly (Ref | null)[];

export interface OpDefinition<A = NoAttrs> {
  /** How many inputs; `null` when the op takes any number, at least one. */
  readonly arity: number | null;
  /** The type of the output. Throws a `SHAPE`, `DTYPE` or `CONFIG` error when the op cannot be applied. */
  readonly infer: (inputs: readonly TensorType[], attrs: A) => TensorType;
  /** `null` is written, never omitted: it says that no gradient flows. */
  readonly gradient: GradientRule<A> | null;
}
