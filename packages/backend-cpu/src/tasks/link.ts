/** All tasks of an executable as one WebAssembly module: fused loops, and a function `(part, thread)` for each task. */
import { number } from '../codegen/arithmetic.ts';
import { call, i32, local, loopWhile, select, when, type Instructions } from '../codegen/instructions.ts';
import { I32, moduleOf, type Code, type Import } from '../codegen/module.ts';
import { routineParameters, type RoutineName } from '../routines/exports.ts';
import type { VectorBodies } from '../routines/vector-functions.ts';
import { cutOf, type Sharing } from './share.ts';
import type { Task } from './task.ts';

/** A task in a module: its number is its name. */
export interface LinkedTask {
  readonly name: number;
  readonly parts: number;
}

/** Scratch of a task: the thread's own begins at `address + thread·bytes`. */
export interface Scratch {
  readonly address: number;
  readonly bytes: number;
}

const names = Object.keys(routineParameters) as RoutineName[];

const imports: readonly Import[] = names.map((name) => ({
  name,
  parameters: Array<number>(routineParameters[name]).fill(I32),
  results: [],
}));

/** Parameters of a task, and its locals. */
const [PART, THREAD, FROM, TO, INDEX, BEFORE] = [0, 1, 2, 3, 4, 5];

export class Linker {
  /** What loops may hold of the routines. */
  readonly vectors: VectorBodies;
  readonly #sharing: Sharing;
  readonly #functions: Code[] = [];
  #tasks = 0;

  constructor(sharing: Sharing, vectors: VectorBodies) {
    this.vectors = vectors;
    this.#sharing = sharing;
  }

  /** Adds a function for tasks to call; gives its index. */
  define(code: Code): number {
    return imports.length + this.#functions.push(code) - 1;
  }

  add(task: Task, scratch: Scratch): LinkedTask {
    const { parts, size } = cutOf(task, this.#sharing);
    const name = this.#tasks++;
    const from = parts === 1 ? number(0) : local.get(FROM);
    const to = parts === 1 ? number(task.pieces) : local.get(TO);
    const cut = [
      ...[...local.get(PART), ...i32.const(size), ...i32.mul, ...local.tee(FROM)],
      ...[...i32.const(size), ...i32.add, ...local.tee(TO)],
      ...[...i32.const(task.pieces), ...local.get(TO), ...i32.const(task.pieces), ...i32.ltU, ...select],
      ...local.set(TO),
    ];
    const code = task.code({
      from,
      to,
      scratch: [
        ...local.get(THREAD),
        ...i32.const(scratch.bytes),
        ...i32.mul,
        ...i32.const(scratch.address),
        ...i32.add,
      ],
      call: (routine) => call(names.indexOf(routine)),
      each: (body, first = from, end = to) => each(INDEX, first, end, body(local.get(INDEX))),
      repeat: (count, body) => each(BEFORE, number(0), number(count), body(local.get(BEFORE))),
    });
    this.define({
      name: String(name),
      parameters: [I32, I32],
      locals: [{ count: 4, type: I32 }],
      body: [...(parts === 1 ? [] : cut), ...code],
    });
    return { name, parts };
  }

  /** The bytes of the module; `null` where there is no task. */
  bytes(shared: boolean): Uint8Array<ArrayBuffer> | null {
    return this.#tasks === 0 ? null : moduleOf(imports, this.#functions, shared);
  }
}

function each(index: number, from: Instructions, to: Instructions, body: Instructions): Instructions {
  const more = [...local.get(index), ...to, ...i32.ltU];
  const next = [...local.get(index), ...i32.const(1), ...i32.add, ...local.set(index)];
  return [...from, ...local.set(index), ...more, ...when(loopWhile([...body, ...next, ...more]))];
}
