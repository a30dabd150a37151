/** Polynomials, for expansions that approximate a function. */
import type { GraphBuilder, Operand, Ref } from './builder.ts';

/** The polynomial of x with these coefficients, two or more, the highest power first: by Horner's rule. */
export function polynomial(b: GraphBuilder, x: Ref, coefficients: readonly number[]): Ref {
  return (coefficients as readonly Operand[]).reduce((sum, c) => b.add(b.mul(sum, x), c)) as Ref;
}
