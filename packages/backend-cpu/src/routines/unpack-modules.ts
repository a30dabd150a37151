/** Unpacks the modules that were packed into this package, once for the whole process. */
import { modulePlaces, packedModules } from './modules.wasm.ts';

/** The part of the platform's streams that is used here, typed so that no DOM library is needed. */
interface Unpacking {
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
  readonly readable: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> } };
}
interface Platform {
  readonly DecompressionStream?: new (format: 'deflate') => Unpacking;
}

let unpacked: Promise<Uint8Array | null> | undefined;

/** `null` on a host that cannot unpack: it is older than the instructions in the modules, give or take a version. */
export function unpackModules(): Promise<Uint8Array | null> {
  return (unpacked ??= unpack(globalThis as Platform));
}

async function unpack({ DecompressionStream }: Platform): Promise<Uint8Array | null> {
  if (DecompressionStream === undefined) return null;
  const { writable, readable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const written = [writer.write(Uint8Array.from(atob(packedModules), (c) => c.charCodeAt(0))), writer.close()];
  const reader = readable.getReader();
  const bytes = new Uint8Array(Math.max(...Object.values(modulePlaces).map(({ to }) => to)));
  let at = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes.set(next.value!, at);
    at += next.value!.length;
  }
  await Promise.all(written);
  return bytes;
}
