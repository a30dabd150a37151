/** The state of optimizers, and what layers carry from batch to batch, as files hold them. */
import type { Shape, TensorData } from '../ir/index.ts';
import { slotsOf } from '../optimizers/optimizer.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { isSlotName, slotName } from '../tracing/ports.ts';

/** The slots that the optimizer of `compile` keeps. */
export function slotShapes(runtime: ModelRuntime): Map<string, Shape> {
  const { optimizer } = runtime.compiled('load');
  if (optimizer === undefined) return new Map();
  return new Map(
    [...runtime.built('load').parameters].flatMap(([path, { shape }]) =>
      runtime.isTrainable(path)
        ? slotsOf(optimizer, path, shape).map((slot): [string, Shape] => [slotName('', slot, path), shape])
        : [],
    ),
  );
}

/**
 * The state of every optimizer that has taken a step: that of `compile` first, then those of the model's own ways to train; and what the next
 * batch begins with.
 */
export async function readSlots(runtime: ModelRuntime): Promise<Record<string, TensorData>> {
  const own = [...slotShapes(runtime).keys()].filter((name) => runtime.store.has(name));
  const others = runtime.store.names.filter((name) => isSlotName(name) && !own.includes(name)).sort();
  return runtime.store.read([...own, ...others, ...runtime.states.names.filter((name) => runtime.store.has(name))]);
}
