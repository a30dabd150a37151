/** Layers that carry states from batch to batch, and cells on top of each other, against Keras, in double precision, as written and simplified. */
import { recurrentOracles } from '../../../tests/oracles/recurrent-oracle.ts';
import { interpreters } from './interpreters.ts';

recurrentOracles('keras-stateful.json', interpreters);
recurrentOracles('keras-stacked-cells.json', interpreters);
