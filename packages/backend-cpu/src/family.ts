/** Executables that share state share one heap: a family. State stays while one of them that names it is in use. */
import { fail, printShape, sameShape, sizeOf, type StateBinding, type TensorType } from '@bernoulli/api/ir';
import { Heap, type Block } from './heap.ts';
import { CONTROL_BYTES } from './threads/control.ts';
import { Pool } from './threads/pool.ts';
import type { Sharing } from './tasks/share.ts';
import type { Engine } from './wasm/engine.ts';

/** Bytes of an element. */
export const WIDTH = { f32: 4, i32: 4, bool: 1 } as const;

export function bytesOf({ dtype, shape }: TensorType): number {
  return WIDTH[dtype] * sizeOf(shape);
}

interface Resident {
  readonly type: TensorType;
  readonly block: Block;
  users: number;
}

/** Ends the threads of families that nobody holds any more. */
const forgotten = new FinalizationRegistry<Pool>((pool) => pool.stop());

export class Family {
  readonly heap: Heap;
  /** `null` where the plain loops run. */
  readonly engine: Engine | null;
  readonly sharing: Sharing;
  /** `null` where there is one thread. */
  readonly pool: Pool | null;
  readonly #residents = new Map<string, Resident>();
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

  /** An executable comes; with the last that goes, go the threads. */
  enter(): void {
    this.#executables++;
  }

  exit(): void {
    if (--this.#executables === 0) this.pool?.stop();
  }

  /** Joins every state by name, making what is new, as zeros; gives the address of each. Joins all or none. */
  join(state: readonly StateBinding[], typeOf: (binding: StateBinding) => TensorType): Map<string, number> {
    for (const binding of state) this.#requireSame(binding.name, typeOf(binding));
    const addresses = new Map<string, number>();
    for (const binding of state) {
      const type = typeOf(binding);
      const resident = this.#residents.get(binding.name) ?? {
        type,
        block: this.heap.allocateZeros(bytesOf(type)),
        users: 0,
      };
      this.#residents.set(binding.name, resident);
      resident.users++;
      addresses.set(binding.name, resident.block.address);
    }
    return addresses;
  }

  leave(names: Iterable<string>): void {
    for (const name of names) {
      const resident = this.#residents.get(name);
      if (resident === undefined || --resident.users > 0) continue;
      this.heap.free(resident.block);
      this.#residents.delete(name);
    }
  }

  #requireSame(name: string, type: TensorType): void {
    const held = this.#residents.get(name)?.type;
    if (held === undefined || (held.dtype === type.dtype && sameShape(held.shape, type.shape))) return;
    fail('GRAPH', {
      who: `state ${name}`,
      what: `the shared value is ${held.dtype}${printShape(held.shape)}`,
      received: `${type.dtype}${printShape(type.shape)}`,
    });
  }
}
