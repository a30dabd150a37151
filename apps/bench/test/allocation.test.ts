/** What a training step leaves for the collector is counted, and bounded. */
import { expect, it } from 'vitest';
import { countAllocation } from '../src/allocation.ts';

it.each([
  ['the CPU backend', 'cpu'],
  ['the host of ONNX Runtime, alone,', 'onnx'],
] as const)(
  'a step on %s leaves at most 2 kB, and no memory grows',
  async (_, backend) => {
    // So many steps, since code that is not compiled to the last keeps numbers on the heap: Node 24 takes longer over that.
    const { bytesPerStep, wasmGrowth } = await countAllocation(backend, 10_000);
    // Less would mean that it counted nothing: an iteration of a loop that awaits costs that much.
    expect(bytesPerStep).toBeGreaterThan(100);
    expect(bytesPerStep).toBeLessThanOrEqual(2048);
    expect(wasmGrowth).toBe(0);
  },
  120_000,
);
