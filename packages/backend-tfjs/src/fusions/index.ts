/** What one TF.js kernel can do for several nodes of a graph. */
import type { Fusion, Graph } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { requireRanks, requireRoom } from '../engine/limits.ts';
import { denseFusions } from './dense.ts';
import { oneHotFusions } from './one-hot.ts';

/**
 * The fusions of a graph on an engine that has started.
 *
 * @throws BernoulliError `UNSUPPORTED` where the engine cannot run the graph at all, `BACKEND` where it has not the memory.
 */
export function fusions(engine: Engine, graph: Graph): Fusion<Tensor>[] {
  requireRanks(engine, graph);
  requireRoom(engine, graph);
  return [...denseFusions(engine, graph), ...oneHotFusions(engine, graph)];
}
