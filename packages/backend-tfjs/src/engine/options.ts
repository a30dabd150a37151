/** What `tfjs()` may be told. Without a type of TF.js, so that whoever checks the declarations of their packages needs none of its own. */

/** The engines TF.js has. */
export type EngineName = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** The settings of `tfjs()`. */
export interface TfjsOptions {
  /**
   * Which engine of TF.js computes. Without one: `wasm` where its package is installed and starts; else `cpu`, with a warning, since
   * that is many times slower.
   */
  readonly engine?: EngineName;
  /**
   * Where the `.wasm` binaries lie, as `setWasmPaths` of `@tensorflow/tfjs-backend-wasm` takes it: a folder with a slash at
   * its end, or an address for each binary. In Node they are found by themselves; a bundled page has to say. It holds for
   * the process, and only before the wasm engine has started.
   */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
}
