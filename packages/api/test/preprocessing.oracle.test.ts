/** The layers that prepare data against Keras, in double precision, as written and simplified. */
import { preprocessingOracles } from '../../../tests/oracles/preprocessing-oracle.ts';
import { interpreters } from './interpreters.ts';

preprocessingOracles(interpreters);
