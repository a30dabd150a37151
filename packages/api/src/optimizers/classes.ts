/** The optimizers: one line each, which exports the optimizer and gives it its name. */
export { AdamW } from './adam-w.ts';
export { Adam, type AdamConfig } from './adam.ts';
export { RMSprop, type RMSpropConfig } from './rmsprop.ts';
export { SGD, type SGDConfig } from './sgd.ts';
