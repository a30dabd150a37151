/** All fused groups of an executable as one WebAssembly module, instantiated on the family's memory. */
import type { NodeId } from '@bernoulli/api/ir';
import type { Placement } from '../placement.ts';
import type { Schedule, ScheduledUnit } from '../schedule.ts';
import type { Engine } from '../wasm/engine.ts';
import type { VectorFunction } from '../wasm/routines.ts';
import { webAssembly } from '../wasm/web-assembly.ts';
import { emitGroup } from './emit.ts';
import { moduleOf } from './encode.ts';
import { call } from './instructions.ts';

const vectorFunctions: readonly VectorFunction[] = ['exp', 'log', 'log1p', 'tanh', 'sigmoid'];

/** The function of each fused unit. */
export async function link(
  schedule: Schedule,
  placement: Placement,
  engine: Engine,
): Promise<ReadonlyMap<ScheduledUnit, () => void>> {
  const { graph, roots, carry } = schedule;
  const fused = schedule.units.filter((u) => u.group !== null && u.group.domain.rows * u.group.domain.columns > 0);
  if (fused.length === 0 || webAssembly === undefined) return new Map();
  const flushed = new Set<NodeId>([...carry.inPlace.keys()].filter((id) => graph.nodes[id]!.dtype === 'f32'));
  const functions = fused.map((unit, i) =>
    emitGroup({
      name: String(i),
      graph,
      roots,
      group: unit.group!,
      results: unit.results,
      addressOf: placement.addressOf,
      flushed,
      call: (name) => call(vectorFunctions.indexOf(name)),
    }),
  );
  const module = await webAssembly.compile(moduleOf(vectorFunctions, functions));
  const env = { memory: engine.memory, ...engine.routines };
  const { exports } = await webAssembly.instantiate(module, { env });
  return new Map(fused.map((unit, i) => [unit, exports[String(i)] as () => void]));
}
