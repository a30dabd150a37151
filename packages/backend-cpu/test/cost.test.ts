/**
 * What a training step costs, in counts that no machine can blur: work that is back here would show as a few per cent of time,
 * lost in noise. A figure that falls is good news: lower it here.
 */
import { sizeOf, type Graph } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import type { CpuExecutable } from '../src/executable.ts';
import { fusableIn } from '../src/fuse/fusable.ts';
import { cpu } from '../src/index.ts';
import { withCoins } from '../src/plan/coins.ts';
import { scheduleOf, type Schedule } from '../src/plan/schedule.ts';
import { withSquareSums } from '../src/plan/square-sums.ts';
import { routines } from '../src/routines/index.ts';
import { denseStep } from './dense-step.ts';
import { noise } from './noise.ts';

const small = denseStep([784, 64, 10], 32);
const large = denseStep([784, 1024, 1024, 10], 128);

/** Elements that loops and routines read and write, a value that is read by several of them counted for each. */
function traffic({ graph, units }: Schedule): number {
  const size = (id: number): number => sizeOf(graph.nodes[id]!.shape);
  return units.reduce((sum, u) => sum + [...new Set(u.reads), ...u.results].reduce((s, id) => s + size(id), 0), 0);
}

function planned(source: Graph) {
  const graph = withCoins(withSquareSums(source));
  const schedule = scheduleOf(graph, fusableIn(graph));
  const plain = schedule.units.flatMap((u) => {
    const { op } = graph.nodes[u.nodes[0]!]!;
    return u.group === null && !(op in routines) ? [op] : [];
  });
  return {
    schedule,
    plain,
    units: schedule.units.length,
    epilogues: schedule.units.filter((u) => u.epilogueOf !== null).length,
  };
}

describe('a training step', () => {
  it.each([
    ['784-64-10, batch 32', small, { units: 26, epilogues: 3, perParameter: 11.8 }],
    ['784-1024-1024-10, batch 128', large, { units: 37, epilogues: 5, perParameter: 13.05 }],
  ] as const)('of %s takes few passes over memory', (_, graph, most) => {
    const { schedule, plain, units, epilogues } = planned(graph);
    // Every op has a routine or is part of a loop: no transposes, no copies, no plain loops.
    expect(plain).toEqual([]);
    expect(schedule.stateUpdates.copies).toEqual([]);
    expect(schedule.stateUpdates.saved.size).toBe(0);
    expect(units).toBeLessThanOrEqual(most.units);
    expect(epilogues).toBeGreaterThanOrEqual(most.epilogues);
    const parameters = graph.state.reduce((sum, s) => sum + sizeOf(graph.nodes[s.node]!.shape), 0) / 3;
    expect(traffic(schedule) / parameters).toBeLessThanOrEqual(most.perParameter);
  });

  it('reads and writes what Adam carries once', () => {
    const { schedule } = planned(large);
    const updates = schedule.units.filter((u) => u.phase === 'update');
    expect(updates).toHaveLength(6);
    for (const u of updates) {
      expect(u.results).toHaveLength(3);
      expect(u.reads).toHaveLength(5);
    }
  });

  it('takes no memory once it runs', async () => {
    const executable = (await cpu({ threads: 1 }).compile(small)) as CpuExecutable;
    // Values, scratch, and one list of x: eight bytes for each of its elements, and two addresses for each of its columns.
    // That of its rows is gone when that of its columns is made.
    expect(executable.arenaBytes).toBeLessThan(475_000 + 32 * 784 * 8 + 784 * 8 + 18_000);
    const { state, inputs, run } = executable.inPlace()!;
    for (const array of Object.values(state)) array.fill(0.01);
    const { buffer } = state['w0']!;
    for (let i = 0; i < 300; i++) {
      for (const array of Object.values(inputs)) array.fill(array instanceof Float32Array ? 0.5 : i);
      run();
    }
    expect(executable.inPlace()!.state['w0']!.buffer).toBe(buffer);
    await executable.dispose();
  });

  it('multiplies what is not zero, and lists it once', async () => {
    const [batch, sizes] = [64, [784, 256, 256, 10]] as const;
    const executable = (await cpu({ threads: 1 }).compile(denseStep(sizes, batch))) as CpuExecutable;
    const { state, inputs, run } = executable.inPlace()!;
    for (const [i, array] of Object.values(state).entries()) array.set(noise(i, [array.length]).data.map((x) => x / 4));
    for (const [name, array] of Object.entries(inputs)) if (name.startsWith('key')) array.set([5, 6]);
    inputs['x']!.set(noise(7, [batch * 784]).data.map((x) => Math.max(0, x - 0.3)));
    inputs['y']!.forEach((_, i, y) => (y[i] = +(i % 10 === 3)));
    for (let step = 0; step < 3; step++) {
      run();
      // Two forward, one to the layer below, two gradients of weights. Those of the ten classes cost less than a list.
      const counts = executable.productCounts;
      expect(counts).toHaveLength(5);
      expect(counts.every(({ skipped }) => skipped !== null)).toBe(true);
      // Rows of x and of the first layer, its gradient's and the second one's for the layers below: five lists.
      expect(counts.filter(({ listed }) => listed)).toHaveLength(5);
      const done = counts.reduce((sum, { multiplications }) => sum + multiplications, 0);
      const whole = counts.reduce((sum, { m, k, n }) => sum + m * k * n, 0);
      // A fifth of the pixels; a quarter, at most, of what is behind ReLU and dropout, and of its gradient.
      expect(done / whole).toBeLessThan(0.26);
      expect(done / whole).toBeGreaterThan(0.1);
    }
    await executable.dispose();
  });
});
