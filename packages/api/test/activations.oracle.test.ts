/** The activations against Keras, in double precision, as written and simplified. */
import { activationOracles } from '../../../tests/oracles/activations-oracle.ts';
import { interpreters } from './interpreters.ts';

activationOracles(interpreters);
