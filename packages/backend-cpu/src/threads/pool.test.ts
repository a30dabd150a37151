import { describe, expect, it } from 'vitest';
import { i32 } from '../codegen/instructions.ts';
import { webAssembly } from '../codegen/web-assembly.ts';
import { SharedMemory } from '../memory/shared-memory.ts';
import { startEngine } from '../routines/engine.ts';
import { Linker } from '../tasks/link.ts';
import { layOut } from '../tasks/program.ts';
import type { RunPart } from './pool.ts';

const PARTS = 4;

/** A shared memory with one task, whose parts write down the thread that ran them. */
async function recorders(threads: number) {
  const memory = new SharedMemory(await startEngine(['plain'], threads), 0);
  const sheet = memory.heap.allocateZeros(64);
  const linker = new Linker(memory.sharing, memory.engine!.vectors);
  // The scratch of thread t is said to begin at t + 1: what is stored at the place of each piece.
  const store = [0x36, 2, 0];
  const task = linker.add(
    {
      pieces: PARTS,
      cost: 1,
      code: ({ each, scratch }) =>
        each((piece) => [
          ...piece,
          ...i32.const(4),
          ...i32.mul,
          ...i32.const(sheet.address),
          ...i32.add,
          ...scratch,
          ...store,
        ]),
    },
    { address: 1, bytes: 1 },
  );
  const code = linker.bytes(true)!;
  const { exports } = await webAssembly!.instantiate(await webAssembly!.compile(code), {
    env: { memory: memory.engine!.memory, ...memory.engine!.routines },
  });
  const program = layOut(code, memory);
  const written = (): Int32Array => new Int32Array(memory.heap.buffer as ArrayBuffer, sheet.address, PARTS);
  return { memory, task, program, run: exports[String(task.name)] as RunPart, written };
}

describe('Pool', () => {
  it('hands parts to other threads', async () => {
    const { memory, task, program, run, written } = await recorders(2);
    expect(task.parts).toBe(PARTS);
    const end = performance.now() + 20_000;
    let helped = 0;
    // The first part of this thread waits for the other thread's: however busy the machine, it will come.
    const own: RunPart = (part, thread) => {
      run(part, thread);
      while (!written().includes(2) && performance.now() < end) helped++;
    };
    memory.pool!.run(program.address, task.name, task.parts, own);
    expect(helped).toBeGreaterThan(0);
    expect([...written()].every((thread) => thread === 1 || thread === 2)).toBe(true);
    expect([...written()]).toContain(2);
    memory.pool!.stop();
  });

  it('runs every part exactly once, many times over', async () => {
    const { memory, task, program, run, written } = await recorders(3);
    const incomplete: number[] = [];
    for (let round = 0; round < 20_000; round++) {
      written().fill(0);
      memory.pool!.run(program.address, task.name, task.parts, run);
      if (written().includes(0)) incomplete.push(round);
    }
    expect(incomplete).toEqual([]);
    memory.pool!.stop();
  });

  it('lets the caller do all parts where no help is wanted', async () => {
    const { memory, task, program, run, written } = await recorders(2);
    for (let round = 0; round < 200; round++) {
      memory.pool!.isHelped = round % 2 === 0;
      written().fill(0);
      memory.pool!.run(program.address, task.name, task.parts, run);
      expect([...written()].every((thread) => thread === 1 || (memory.pool!.isHelped && thread === 2))).toBe(true);
    }
    memory.pool!.stop();
  });

  it('lends its threads to the next memory, and knows programs apart that lie at one address', async () => {
    for (let i = 0; i < 5; i++) {
      const { memory, task, program, run, written } = await recorders(2);
      for (let round = 0; round < 50; round++) memory.pool!.run(program.address, task.name, task.parts, run);
      expect([...written()]).not.toContain(0);
      program.release();
      memory.pool!.stop();
    }
  });
});
