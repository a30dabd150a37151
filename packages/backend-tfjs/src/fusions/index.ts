/** What one TF.js kernel can do for several nodes of a graph. */
import type { Fusion, Graph } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { requireRanks } from '../engine/limits.ts';
import { denseFusions } from './dense.ts';
import { oneHotFusions } from './one-hot.ts';

/**
 * The fusions of a graph on an engine that has started.
 *
 * @throws BernoulliError `UNSUPPORTED` where the engine cannot run the graph at all.
 */
export function fusions(engine: Engine, graph: Graph): Fusion<Tensor>[] {
  requireRanks(engine, graph);
  return [...denseFusions(engine, graph), ...oneHotFusions(engine, graph)];
}
