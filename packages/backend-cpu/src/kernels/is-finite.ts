/** Neither NaN nor infinite. */
import { unary } from './elementwise.ts';

export const isFinite = unary((x) => (Number.isFinite(x) ? 1 : 0));
