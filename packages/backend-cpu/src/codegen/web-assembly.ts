/** The part of the WebAssembly API that we call, typed here so that no DOM library is needed. */

/** Bytes of a page, and the pages that a memory may have: a shared one, and an import of it, have to say how many. */
export const PAGE = 65536;
export const MOST_PAGES = 65536;

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface WasmModule {
  readonly brand?: 'module';
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WasmApi {
  readonly Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: WasmImports): Promise<WasmInstance>;
}

/** `undefined` on a host without WebAssembly. */
export const webAssembly = (globalThis as { WebAssembly?: WasmApi }).WebAssembly;
