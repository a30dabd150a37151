/** The nearest whole number, halves to the even neighbour. */
import { unary } from './elementwise.ts';

export const round = unary((x) => {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : Math.ceil(x);
  return below % 2 === 0 ? below : Math.ceil(x);
});
