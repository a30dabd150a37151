/** What an op must tell us: its type rule, what kind of op it is, its gradient, and how it is said in simpler ops. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { TensorType } from './graph.ts';

/** Attributes of an op that has none. */
export type NoAttrs = Readonly<Record<never, never>>;

/**
 * Where an element of the result comes from. What a compiler may do to an op it has never heard of follows from this.
 *
 * - `source`: from no operand; it is given, or follows from the attributes.
 * - `elementwise`: from one element of each operand. Operands broadcast, and only they give the result its shape.
 * - `reduction`: from all elements along some axes of one operand. The axes may go (a sum) or stay (softmax).
 * - `contraction`: from sums of products of two operands along an axis.
 * - `movement`: from elements of the operands, which come to stand elsewhere, or are added where several meet.
 * - `random`: from a key and a position, by the generator.
 * - `control`: from whatever the graph in its attributes computes.
 */
export type OpKind = 'source' | 'elementwise' | 'reduction' | 'contraction' | 'movement' | 'random' | 'control';

/**
 * When an element of the result is zero, for any attributes. Zero is ±0 or false.
 *
 * - `keeps`: when the elements that it is made of are zero, in all operands.
 * - `absorbs`: when they are zero in one operand, and finite in the other. So it keeps zeros too.
 * - `none`: nothing of that kind holds, or only for some attributes.
 */
export type Zeros = 'keeps' | 'absorbs' | 'none';

/**
 * When the result is finite, given that all operands are. Integers and truth values count as finite.
 *
 * - `always`: whatever the operands.
 * - `in-range`: unless a sum or a product is too large for `f32`, which takes operands of that order of size.
 * - `none`: moderate operands may give ±∞ or NaN (a pole, a domain, e¹⁰⁰), or a value from outside may be one.
 */
export type Finiteness = 'always' | 'in-range' | 'none';

export interface ExpansionContext<A> {
  /** Where to write the simpler ops. */
  readonly b: GraphBuilder;
  readonly inputs: readonly Ref[];
  readonly attrs: A;
}

/** Writes an op as simpler ones and returns the value that stands for it, of the type that `infer` gives. */
export type Expansion<A> = (context: ExpansionContext<A>) => Ref;

export interface GradientContext<A> {
  /** Where to write the nodes of the gradient. */
  readonly b: GraphBuilder;
  readonly inputs: readonly Ref[];
  readonly attrs: A;
  readonly output: Ref;
  /** Gradient of the loss with respect to `output`; same shape, `f32`. */
  readonly upstream: Ref;
  /**
   * Gradients that come through other nodes of the same loop, with their attributes: a loop is differentiated once for all its results. Empty
   * for any other op.
   */
  readonly siblings: readonly { readonly attrs: A; readonly upstream: Ref }[];
  /** {@link gradients} itself, for an op whose attributes hold a graph that has to be differentiated. */
  readonly gradients: (b: GraphBuilder, loss: Ref, wrt: readonly Ref[]) => Ref[];
}

/** Gradient with respect to each input, `null` where there is none (integers, conditions). Shapes equal the inputs'. */
export type GradientRule<A> = (context: GradientContext<A>) => readonly (Ref | null)[];

/** All that is true of an op on every backend. Nothing may be left out: an op that has no answer says so. */
export interface OpDefinition<A = NoAttrs> {
  readonly kind: OpKind;
  /** How many inputs; `null` when the op takes any number, at least one. */
  readonly arity: number | null;
  /** The type of the output. Throws a `SHAPE`, `DTYPE` or `CONFIG` error when the op cannot be applied. */
  readonly infer: (inputs: readonly TensorType[], attrs: A) => TensorType;
  readonly zeros: Zeros;
  readonly finite: Finiteness;
  /** `null` says that no gradient flows. */
  readonly gradient: GradientRule<A> | null;
  /**
   * The op in simpler ones, for an engine that has no kernel for it: the same value for NaN, ±∞ and integers, and as near to the
   * truth as the op's tolerance asks. `null` says that it cannot be said in the other ops, or not so well. Following
   * expansions comes to an end: no op is part of its own.
   */
  readonly expand: Expansion<A> | null;
}
