/**
 * The random primitive as a model-local function of ordinary integer operators. No `Random*` operator: their values differ between
 * runtimes and even between builds of one.
 */
import { DataType, type FunctionProto, type NodeProto } from '../proto/messages.ts';
import { FunctionBody } from './function-body.ts';
import { DOMAIN, OPSET } from './opset.ts';

/**
 * `Uniform(key, offset, row, shape)`: element i is `(bits >>> 9) · 2⁻²³` of the counter `offset · row + i`, where `row` is the
 * number of elements in one row; `key` is `int32[2]`, `offset` an `int32` scalar, `row` and `shape` are `int64`.
 */
export const uniformFunction: FunctionProto = {
  domain: DOMAIN,
  name: 'Uniform',
  docString: 'Numbers in [0, 1) on the grid k * 2^-23, by Threefry-2x32-20 of the key at the counter offset * row + i.',
  inputs: ['key', 'offset', 'row', 'shape'],
  outputs: ['uniform'],
  opsetImports: [{ domain: '', version: OPSET }],
  nodes: body(),
};

function body(): readonly NodeProto[] {
  const f = new FunctionBody();
  // The counters, on 64 bits, as two words.
  const first = f.emit('Mul', [f.cast('offset', DataType.INT64), 'row']);
  const count = f.emit('ReduceProd', ['shape'], { keepdims: { int: 0 } });
  const counter = f.words(f.emit('Add', [first, f.emit('Range', [f.i64(0), count, f.i64(1)])]));
  const key = f.cast('key', DataType.UINT32);
  const [x0, x1] = f.threefry([f.emit('Gather', [key, f.i64s([0])]), f.emit('Gather', [key, f.i64s([1])])], counter);
  const grid = f.cast(f.shift(f.emit('BitwiseXor', [x0, x1]), f.u32(9), 'RIGHT'), DataType.FLOAT);
  const flat = f.emit('Mul', [grid, f.constant(DataType.FLOAT, Float32Array.of(2 ** -23))]);
  f.emit('Reshape', [flat, 'shape'], {}, 'uniform');
  return f.nodes;
}
