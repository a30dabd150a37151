/** Regularizers and constraints against Keras, in double precision, as written and simplified; initializers. */
import { initializerOracles, penaltyOracles } from '../../../tests/oracles/weights-oracle.ts';
import { interpreters } from './interpreters.ts';

penaltyOracles(interpreters);
initializerOracles();
