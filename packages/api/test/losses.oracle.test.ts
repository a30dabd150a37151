/** The losses against Keras, in double precision, as written and simplified. */
import { lossOracles } from '../../../tests/oracles/losses-oracle.ts';
import { interpreters } from './interpreters.ts';

lossOracles(interpreters);
