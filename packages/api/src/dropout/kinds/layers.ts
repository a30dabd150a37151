/** Kinds that are more than noise on one value: they hold layers or weights, join branches, or leave tokens out. One line each. */
export { MultiSampleDropout, type MultiSampleDropoutConfig } from './unit/multi-sample-dropout.ts';
export { Masksembles, type MasksemblesConfig } from './unit/masksembles.ts';
export { LayerDrop, type LayerDropConfig } from './branch/layer-drop.ts';
export { ShakeShake, type ShakeShakeConfig } from './branch/shake-shake.ts';
export { PatchDropout, type PatchDropoutConfig } from './sequence/patch-dropout.ts';
export { DropKey, type DropKeyConfig } from './attention/drop-key.ts';
export { ConcreteDropout, type ConcreteDropoutConfig } from './learned/concrete-dropout.ts';
