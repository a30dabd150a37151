/** The layers against Keras, on the kernels of every backend. */
import { layerOracles } from '../../oracles/layers-oracle.ts';
import { backends } from '../backends.ts';

layerOracles(backends);
