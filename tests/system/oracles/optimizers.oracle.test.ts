/** The optimizers against Keras, and where the forms agree against PyTorch, on the kernels of every backend. */
import { optimizerOracles } from '../../oracles/optimizers-oracle.ts';
import { backends } from '../backends.ts';

optimizerOracles(backends);
