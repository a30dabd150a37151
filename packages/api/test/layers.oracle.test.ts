/** The layers against Keras, in double precision, as written and simplified. */
import { layerOracles } from '../../../tests/oracles/layers-oracle.ts';
import { interpreters } from './interpreters.ts';

layerOracles(interpreters);
