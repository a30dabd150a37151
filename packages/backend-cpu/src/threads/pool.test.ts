import { describe, expect, it } from 'vitest';
import { Family } from '../family.ts';
import { i32 } from '../wasm/instructions.ts';
import { Linker } from '../tasks/link.ts';
import { layOut } from '../tasks/program.ts';
import { startEngine } from '../wasm/engine.ts';
import { webAssembly } from '../wasm/web-assembly.ts';
import type { RunPart } from './pool.ts';

const PARTS = 4;

/** A family with one task, whose parts write down the thread that ran them. */
async function scribes(threads: number) {
  const family = new Family(await startEngine(['plain'], threads), 0);
  const sheet = family.heap.allocateZeros(64);
  const linker = new Linker(family.sharing);
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
    env: { memory: family.engine!.memory, ...family.engine!.routines },
  });
  const program = layOut(code, family);
  const written = (): Int32Array => new Int32Array(family.heap.buffer as ArrayBuffer, sheet.address, PARTS);
  return { family, task, program, run: exports[String(task.name)] as RunPart, written };
}

describe('Pool', () => {
  it('hands parts to other threads', async () => {
    const { family, task, program, run, written } = await scribes(2);
    expect(task.parts).toBe(PARTS);
    const end = performance.now() + 20_000;
    let helped = 0;
    // The first part of this thread waits for the other thread's: however busy the machine, it will come.
    const own: RunPart = (part, thread) => {
      run(part, thread);
      while (!written().includes(2) && performance.now() < end) helped++;
    };
    family.pool!.run(program.address, task.name, task.parts, own);
    expect(helped).toBeGreaterThan(0);
    expect([...written()].every((thread) => thread === 1 || thread === 2)).toBe(true);
    expect([...written()]).toContain(2);
    family.pool!.stop();
  });

  it('runs every part exactly once, many times over', async () => {
    const { family, task, program, run, written } = await scribes(3);
    for (let round = 0; round < 20_000; round++) {
      written().fill(0);
      family.pool!.run(program.address, task.name, task.parts, run);
      if (written().includes(0)) expect([...written()], `round ${round}`).not.toContain(0);
    }
    family.pool!.stop();
  });

  it('lends its threads to the next family, and knows programs apart that lie at one address', async () => {
    for (let i = 0; i < 5; i++) {
      const { family, task, program, run, written } = await scribes(2);
      for (let round = 0; round < 50; round++) family.pool!.run(program.address, task.name, task.parts, run);
      expect([...written()]).not.toContain(0);
      program.release();
      family.pool!.stop();
    }
  });
});
