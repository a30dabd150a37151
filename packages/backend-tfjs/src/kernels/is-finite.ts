/** Neither NaN nor infinite. */
import { unary } from './kernel.ts';

export const isFinite = unary('IsFinite');
