/** The optimizers: one line each, which exports the optimizer and gives it its name. */
export { Adadelta, type AdadeltaConfig } from './adadelta.ts';
export { Adagrad, type AdagradConfig } from './adagrad.ts';
export { AdamW } from './adam-w.ts';
export { Adam, type AdamConfig } from './adam.ts';
export { Adamax, type AdamaxConfig } from './adamax.ts';
export { Ftrl, type FtrlConfig } from './ftrl.ts';
export { Lion, type LionConfig } from './lion.ts';
export { Muon, type MuonConfig } from './muon.ts';
export { Nadam, type NadamConfig } from './nadam.ts';
export { RMSprop, type RMSpropConfig } from './rmsprop.ts';
export { SGD, type SGDConfig } from './sgd.ts';
