/**
 * Compiles, runs and disposes six times two hundred times, and tells by how many bytes the process grew from one to the next: the middle of
 * the five. What leaks does so each time; what a collector or an allocator keeps for a while, or gives back, does not. `cycles.mjs HOST`,
 * with `--expose-gc`.
 */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { onnx } from '@bernoulli/backend-onnx';

const SIZE = 64;

function step(): Graph {
  const b = new GraphBuilder();
  const w = b.input('w', 'f32', [SIZE, SIZE]);
  const y = b.tanh(b.matMul(b.input('x', 'f32', [SIZE, SIZE]), w));
  return b.build({ outputs: { y }, state: [{ name: 'w', node: w, next: b.mul(w, 0.5) }] });
}

const x = { dtype: 'f32', shape: [SIZE, SIZE], data: new Float32Array(SIZE ** 2).fill(0.01) } as const;
const backend = onnx({ host: process.argv[2] as 'cpu' | 'none', threads: 1 });

async function cycles(count: number): Promise<number> {
  for (let i = 0; i < count; i++) {
    const executable = await backend.compile(step());
    await executable.writeState('w', x);
    await executable.run({ x });
    await executable.dispose();
  }
  globalThis.gc!();
  return process.memoryUsage().rss;
}

const sizes: number[] = [];
for (let part = 0; part < 6; part++) sizes.push(await cycles(200));
const growth = sizes.slice(1).map((size, i) => size - sizes[i]!);
process.stdout.write(String(growth.sort((a, b) => a - b)[2]));
