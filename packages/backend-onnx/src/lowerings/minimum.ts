/** The smaller of a and b. */
import { plain } from './plain.ts';

export const minimum = plain('Min');
