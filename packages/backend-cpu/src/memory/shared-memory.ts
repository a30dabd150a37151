/** What executables that share state hold together: heap, threads, and the state itself, while one that names it is in use. */
import { fail, printShape, sameShape, type StateBinding, type TensorType } from '@bernoulli/api/ir';
import type { Build } from '../routines/builds.ts';
import type { Engine } from '../routines/engine.ts';
import type { Sharing } from '../tasks/share.ts';
import { CONTROL_BYTES } from '../threads/control.ts';
import { canStartThreads } from '../threads/start-thread.ts';
import { Pool } from '../threads/pool.ts';
import { bytesOf } from './byte-size.ts';
import { Heap, type Block } from './heap.ts';

interface SharedState {
  readonly type: TensorType;
  readonly block: Block;
  users: number;
}

/** Ends the threads of memories that nobody holds any more. */
const forgotten = new FinalizationRegistry<Pool>((pool) => pool.stop());

export class SharedMemory {
  readonly heap: Heap;
  /** `null` where the plain loops run. */
  readonly engine: Engine | null;
  readonly sharing: Sharing;
  /** `null` where there is one thread. */
  readonly pool: Pool | null;
  readonly #states = new Map<string, SharedState>();
  #executables = 0;

  constructor(engine: Engine | null, grain: number) {
    this.engine = engine;
    this.heap = new Heap(engine?.memory ?? null);
    this.sharing = { threads: engine?.threads ?? 1, grain };
    this.pool = this.sharing.threads > 1 ? this.#makePool(engine!) : null;
  }

  #makePool({ memory, module, threads }: Engine): Pool {
    const pool = new Pool(memory, module, this.heap.allocateZeros(CONTROL_BYTES).address, threads);
    forgotten.register(this, pool);
    return pool;
  }

  /** What the programs on this memory run on. */
  get details(): { readonly simd: Build | false; readonly threads: number } {
    const threads = this.pool === null || !canStartThreads() ? 1 : this.sharing.threads;
    return { simd: this.engine?.build ?? false, threads };
  }

  /** Counts one more executable. */
  retain(): void {
    this.#executables++;
  }

  /** Counts one less; with the last one go the threads. */
  release(): void {
    if (--this.#executables === 0) this.pool?.stop();
  }

  /** Shares every state by name, making what is new, as zeros; gives the address of each. Takes all or none. */
  retainState(state: readonly StateBinding[], typeOf: (binding: StateBinding) => TensorType): Map<string, number> {
    for (const binding of state) this.#requireSame(binding.name, typeOf(binding));
    const addresses = new Map<string, number>();
    for (const binding of state) {
      const type = typeOf(binding);
      const shared = this.#states.get(binding.name) ?? {
        type,
        block: this.heap.allocateZeros(bytesOf(type)),
        users: 0,
      };
      this.#states.set(binding.name, shared);
      shared.users++;
      addresses.set(binding.name, shared.block.address);
    }
    return addresses;
  }

  releaseState(names: Iterable<string>): void {
    for (const name of names) {
      const shared = this.#states.get(name);
      if (shared === undefined || --shared.users > 0) continue;
      this.heap.free(shared.block);
      this.#states.delete(name);
    }
  }

  #requireSame(name: string, type: TensorType): void {
    const held = this.#states.get(name)?.type;
    if (held === undefined || (held.dtype === type.dtype && sameShape(held.shape, type.shape))) return;
    fail('GRAPH', {
      who: `state ${name}`,
      what: `the shared value is ${held.dtype}${printShape(held.shape)}`,
      received: `${type.dtype}${printShape(type.shape)}`,
    });
  }
}
