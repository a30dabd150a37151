/** The optimizers against Keras, and where the forms agree against PyTorch: every parameter after each step, in double precision. */
import { optimizerOracles } from '../../../tests/oracles/optimizers-oracle.ts';
import { interpreter } from '../src/ir/interpret/index.ts';

optimizerOracles({ interpreter });
