/** 1 / (1 + e⁻ˣ), with the exponential taken of a number that is never positive, so that it cannot overflow. */
import { unary } from './elementwise.ts';

export const sigmoid = unary((x) => {
  const e = Math.exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
});
