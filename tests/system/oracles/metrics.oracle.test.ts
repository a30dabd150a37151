/** The metrics against Keras, on the kernels of every backend. */
import { metricOracles } from '../../oracles/metrics-oracle.ts';
import { backends } from '../backends.ts';

metricOracles(backends);
