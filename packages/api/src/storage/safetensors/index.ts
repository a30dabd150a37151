/** The safetensors format, in memory: a way to keep tensors in a file that can carry no code. */
export { decodeSafetensors, type Safetensors } from './decode.ts';
export { encodeSafetensors } from './encode.ts';
export type { SafetensorsLimits } from './header.ts';
