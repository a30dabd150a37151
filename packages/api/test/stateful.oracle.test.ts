/** Layers that carry states from batch to batch, against Keras, in double precision, as written and simplified. */
import { statefulOracles } from '../../../tests/oracles/stateful-oracle.ts';
import { interpreters } from './interpreters.ts';

statefulOracles(interpreters);
