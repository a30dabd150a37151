/** The losses against Keras, on the kernels of every backend. */
import { lossOracles } from '../../oracles/losses-oracle.ts';
import { backends } from '../backends.ts';

lossOracles(backends);
