/** How many threads ORT gets when nobody says. */

/** The most we take unasked. It also means that machines with this many cores or more round alike. */
const MOST = 4;

/** The machine's cores, at most 4. */
export function defaultThreads(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  const cores =
    os?.availableParallelism() ??
    (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency;
  return Math.max(1, Math.min(MOST, cores ?? 1));
}
