/** What an engine cannot do at all, said when a graph is compiled. */
import { fail, printShape, requireMemory, type Graph } from '@bernoulli/api/ir';
import type { Engine } from './engine.ts';

/** All that the wasm engine's memory may become, less the last page. */
const WASM_BYTES = 2 ** 32 - 2 ** 16;

/** @throws BernoulliError `BACKEND` for a graph whose values do not fit in the engine's memory. */
export function requireRoom(engine: Engine, graph: Graph): void {
  if (engine.onHost) requireMemory('tfjs', graph, engine.name === 'wasm' ? WASM_BYTES : Infinity);
}

/** No shader of TF.js's has more axes. */
const MAX_GPU_RANK = 6;

/** @throws BernoulliError `UNSUPPORTED` for a value of more axes than the engine's kernels know. */
export function requireRanks(engine: Engine, graph: Graph): void {
  if (engine.onHost) return;
  graph.nodes.forEach(({ op, shape, site }, id) => {
    if (shape.length > MAX_GPU_RANK)
      fail('UNSUPPORTED', {
        who: 'tfjs',
        at: site,
        what: `the engine ${engine.name} takes up to ${MAX_GPU_RANK} axes, and node ${id} (${op}) has shape ${printShape(shape)}`,
      });
  });
}
