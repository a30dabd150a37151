/** Two operands met by our broadcasting rule in one TF.js kernel, at any rank. */
import { broadcast, sameShape, sizeOf } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { spread } from './spread.ts';

/** The wasm kernels return unwritten memory above it, after a line on the console; the GPU kernels refuse. */
const MAX_RANK = 6;

/** What XNNPACK, inside the wasm engine, broadcasts by itself, for floats. */
const vectorised: ReadonlySet<string> = new Set(['Add', 'Sub', 'Multiply', 'RealDiv']);

export function combine(engine: Engine, name: string, a: Tensor, b: Tensor): Tensor {
  const tooDeep = a.shape.length > MAX_RANK || b.shape.length > MAX_RANK;
  if (!tooDeep && !isSlow(engine, name, a, b)) return engine.run(name, { a, b });
  return engine.tidy(() => {
    const shape = broadcast(a.shape, b.shape)!;
    const flat = (x: Tensor): Tensor => engine.share(spread(engine, x, shape), [sizeOf(shape)]);
    return engine.share(engine.run(name, { a: flat(a), b: flat(b) }), shape);
  });
}

/** The other wasm kernels find the place of each element anew when they broadcast more than a scalar: twenty times slower. */
function isSlow(engine: Engine, name: string, a: Tensor, b: Tensor): boolean {
  if (engine.name !== 'wasm' || a.shape.length === 0 || b.shape.length === 0 || sameShape(a.shape, b.shape))
    return false;
  return a.dtype !== 'float32' || !vectorised.has(name);
}
