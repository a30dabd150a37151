/** Keeps an eye on every WebAssembly memory that is made after {@link watch}, imported or exported. */

interface Memory {
  readonly buffer: ArrayBufferLike;
}

interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What this module uses of the global; Node's types leave it out. */
interface Constructors {
  Memory: new (...args: unknown[]) => Memory;
  Instance: new (...args: unknown[]) => Instance;
  instantiate(...args: unknown[]): Promise<Instance | { readonly instance: Instance }>;
}

const seen = new Set<Memory>();

/** Wraps the constructors of this process. To be called before anything instantiates a module. */
export function watch(): void {
  const host = (globalThis as unknown as { readonly WebAssembly: Constructors }).WebAssembly;
  const { Memory, Instance, instantiate } = host;
  const note = (instance: Instance): void => {
    for (const value of Object.values(instance.exports)) if (value instanceof Memory) seen.add(value);
  };
  host.Memory = new Proxy(Memory, {
    construct(target, args) {
      const memory = new target(...args);
      seen.add(memory);
      return memory;
    },
  });
  host.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = new target(...args);
      note(instance);
      return instance;
    },
  });
  host.instantiate = async (...args) => {
    const made = await instantiate(...args);
    note(made instanceof Instance ? made : (made as { readonly instance: Instance }).instance);
    return made;
  };
}

/** Bytes of all memories that were seen. */
export function wasmBytes(): number {
  let bytes = 0;
  for (const { buffer } of seen) bytes += buffer.byteLength;
  return bytes;
}
