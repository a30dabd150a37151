/** The SIMD routines of one family on a memory of their own. */
import { webAssembly, type WasmMemory, type WasmModule } from './web-assembly.ts';

export interface Engine {
  readonly memory: WasmMemory;
}
