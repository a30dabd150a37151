/** Layers that carry states from batch to batch, and cells on top of each other, against Keras, on the kernels of every backend. */
import { recurrentOracles } from '../../oracles/recurrent-oracle.ts';
import { backends } from '../backends.ts';

recurrentOracles('keras-stateful.json', backends);
recurrentOracles('keras-stacked-cells.json', backends);
