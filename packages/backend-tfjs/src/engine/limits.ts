/** What an engine cannot do at all, said when a graph is compiled. */
import { fail, printShape, type Graph } from '@bernoulli/api/ir';
import type { Engine } from './engine.ts';

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
