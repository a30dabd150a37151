/** Regularizers and constraints against Keras, on the kernels of every backend. */
import { penaltyOracles } from '../../oracles/weights-oracle.ts';
import { backends } from '../backends.ts';

penaltyOracles(backends);
