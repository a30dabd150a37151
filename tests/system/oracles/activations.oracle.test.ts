/** The activations against Keras, on the kernels of every backend. */
import { activationOracles } from '../../oracles/activations-oracle.ts';
import { backends } from '../backends.ts';

activationOracles(backends);
