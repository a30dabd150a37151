/**
 * Native code in a thread that the end of the process waits for. A thread that is ended while ONNX Runtime works for it cannot hand over
 * the result, and Node-API then aborts the whole process: exit code 134 in place of the program's own.
 */

/** Words of the memory that both threads see. */
const ACTIVE = 0;
const CLOSED = 1;

/** Milliseconds after which a process ends all the same. */
const PATIENCE = 30_000;

export class NativeSection {
  readonly #words: Int32Array;

  /** On new memory, or on that of the other thread. */
  constructor(buffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.#words = new Int32Array(buffer);
  }

  get buffer(): SharedArrayBuffer {
    return this.#words.buffer as unknown as SharedArrayBuffer;
  }

  /** Before native code; {@link leave} comes after. False once the process ends: then there must be none. */
  enter(): boolean {
    Atomics.add(this.#words, ACTIVE, 1);
    if (Atomics.load(this.#words, CLOSED) === 0) return true;
    this.leave();
    return false;
  }

  leave(): void {
    Atomics.sub(this.#words, ACTIVE, 1);
    Atomics.notify(this.#words, ACTIVE);
  }

  /** Lets nobody in any more, and waits for those inside. */
  close(): void {
    Atomics.store(this.#words, CLOSED, 1);
    const end = performance.now() + PATIENCE;
    for (;;) {
      const active = Atomics.load(this.#words, ACTIVE);
      const left = end - performance.now();
      if (active === 0 || left <= 0) return;
      Atomics.wait(this.#words, ACTIVE, active, left);
    }
  }
}

const open = new Set<NativeSection>();

/** One listener for all sections: as many backends as one likes are no leak. */
function closeAll(): void {
  for (const section of open) section.close();
}

/** Has the end of the process wait for a section, until what is returned is called. */
export function holdExit(section: NativeSection): () => void {
  if (open.size === 0) globalThis.process.on('exit', closeAll);
  open.add(section);
  return () => {
    open.delete(section);
    if (open.size === 0) globalThis.process.off('exit', closeAll);
  };
}
