/** The layers that prepare data against Keras, on the kernels of every backend. */
import { preprocessingOracles } from '../../oracles/preprocessing-oracle.ts';
import { backends } from '../backends.ts';

preprocessingOracles(backends);
