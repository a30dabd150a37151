/** a · b. The cpu engine multiplies integers as doubles, which drops low bits of a large product: there, in two halves. */
import type { Engine, Tensor } from '../engine/engine.ts';
import { binary, type KernelOf } from './kernel.ts';
import { combine } from './combine.ts';

const plain = binary('Multiply');

export const mul: KernelOf<'mul'> = (engine) => {
  const direct = plain(engine);
  return (inputs, context) =>
    context.type.dtype === 'i32' && engine.name === 'cpu'
      ? engine.tidy(() => inHalves(engine, inputs[0]!, inputs[1]!))
      : direct(inputs, context);
};

/** a = 2¹⁶ · high + low; each partial product stays below 2⁵³, and stores to 32 bits wrap. */
function inHalves(engine: Engine, a: Tensor, b: Tensor): Tensor {
  const low = combine(engine, 'BitwiseAnd', a, engine.fill([], 0xffff, 'i32'));
  const base = engine.fill([], 0x10000, 'i32');
  const high = combine(engine, 'FloorDiv', a, base);
  const upper = combine(engine, 'Multiply', combine(engine, 'Multiply', high, b), base);
  return combine(engine, 'Add', upper, combine(engine, 'Multiply', low, b));
}
