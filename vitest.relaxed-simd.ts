/** Switches relaxed SIMD on before anything is compiled: Node 20 has it behind a flag, later ones have it anyhow. */
import { setFlagsFromString } from 'node:v8';

if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
