/** A backend on TensorFlow.js. */
import { kernelBackend, type Backend } from '@bernoulli/api/ir';
import { Engine, type Tensor } from './engine/engine.ts';
import { fusions } from './fusions/index.ts';
import { kernels } from './kernels/index.ts';
import { takes } from './kernels/takes.ts';
import { draw } from './noise/draw.ts';
import type { TfjsOptions } from './engine/options.ts';
import { checkOptions, startEngine } from './engine/start.ts';

/**
 * Runs graphs on one of TF.js's engines. Values stay in the engine from step to step; nothing of TF.js's own autodiff,
 * optimizers or random numbers is used.
 *
 * Several backends may live in one process, on one engine or on several: TF.js's current engine is left as it was.
 *
 * `details` say which `engine` it is. Where none is asked for and `wasm` does not start, `cpu` computes, and a warning says so and why.
 *
 * @throws BernoulliError `CONFIG` for an engine that there is not; at the first `compile`, `BACKEND` when the engine's
 * package is not installed or cannot start here.
 *
 * @example
 * ```ts
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { tfjs } from '@bernoulli/backend-tfjs';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.mul(b.input('x', 'f32', [3]), 2) } });
 * const program = await tfjs({ engine: 'cpu' }).compile(graph);
 * const { y } = await program.run({ x: { dtype: 'f32', shape: [3], data: Float32Array.of(1, 2, 3) } });
 * [...y!.data].join(' '); // => '2 4 6'
 * ```
 */
export function tfjs(options: TfjsOptions = {}): Backend {
  checkOptions(options);
  const engine = new Engine();
  return kernelBackend<Tensor>({
    name: options.engine === undefined ? 'tfjs' : `tfjs-${options.engine}`,
    kernels: kernels(engine),
    takes: (node, operands) => takes(engine, node, operands),
    fuse: (graph) => fusions(engine, graph),
    draw: (key, offset, shape) => draw(engine, key, offset, shape),
    ready: async () => engine.attach(await startEngine(options)),
    details: () => ({ engine: engine.name }),
    upload: (value) => engine.upload(value),
    download: (tensor, type) => engine.download(tensor, type),
    dispose: (tensor) => engine.free(tensor),
  });
}

/** The backend with its defaults, under the name by which every backend package exports it. */
export function createBackend(): Backend {
  return tfjs();
}
