/** Compiles, runs and disposes five hundred times, and tells by how many bytes the process grew: `cycles.mjs HOST`, with `--expose-gc`. */
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

const before = await cycles(250);
process.stdout.write(String((await cycles(500)) - before));
