/** The metrics against Keras, in double precision, as written and simplified. */
import { metricOracles } from '../../../tests/oracles/metrics-oracle.ts';
import { interpreters } from './interpreters.ts';

metricOracles(interpreters);
