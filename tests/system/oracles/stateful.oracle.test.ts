/** Layers that carry states from batch to batch, against Keras, on the kernels of every backend. */
import { statefulOracles } from '../../oracles/stateful-oracle.ts';
import { backends } from '../backends.ts';

statefulOracles(backends);
