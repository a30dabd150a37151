/** Scaled dot-product attention with what ONNX adds to it, and rotary positions. */
import { concat, type Tensor } from '@bernoulli/api';
import { asValue } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted, part } from './axes.ts';
import { matMul } from './products.ts';

/** `[batch, steps, heads · size]` as `[batch, heads, steps, size]`. */
function intoHeads(x: Tensor, heads: number | undefined): Tensor {
  if (x.rank === 4) return x;
  if (x.rank !== 3 || heads === undefined)
    unsupported('operands that have neither 4 axes nor 3 with a number of heads');
  const [batch, steps, width] = x.shape as readonly [number, number, number];
  return x.reshape([batch, steps, heads, width / heads]).transpose([0, 2, 1, 3]);
}

/** Each head so often, one after the other, as queries that share it stand. */
function repeated(x: Tensor, times: number): Tensor {
  if (times === 1) return x;
  const [batch, heads, steps, size] = x.shape as readonly [number, number, number, number];
  const wide = x.reshape([batch, heads, 1, steps, size]).broadcastTo([batch, heads, times, steps, size]);
  return wide.reshape([batch, heads * times, steps, size]);
}

/** Where a query may look: what masks, order, windows and lengths leave, as 0, and −∞ elsewhere. */
function biasOf(c: NodeCall, like: Tensor, queries: number, keys: number): Tensor | undefined {
  const [mask, past, lengths] = [c.optional(3), c.optional(4), c.optional(6)?.tensor];
  const isCausal = c.flag('is_causal');
  const [left, right] = [c.int('left_window_size', -1), c.int('right_window_size', -1)];
  const zero = like.constant(Float32Array.of(0), []);
  const allowed = (condition: Tensor): Tensor => zero.where(condition, -Infinity);
  let bias: Tensor | undefined;
  const add = (next: Tensor): void => {
    bias = bias === undefined ? next : bias.add(next);
  };
  if (mask !== undefined) {
    const missing = keys - mask.shape.at(-1)!;
    const given = mask.dtype === 'bool' ? allowed(mask.tensor) : mask.tensor;
    const zeros = mask.shape.map(() => 0);
    add(missing > 0 ? given.pad(zeros, zeros.with(zeros.length - 1, missing), -Infinity) : given);
  }
  if (queries < 0 || keys < 0) {
    if (isCausal || left >= 0 || right >= 0 || lengths !== undefined) unsupported('an order of steps of open number');
    return bias;
  }
  const [row, column] = [counted(like, [queries, 1], 0), counted(like, [1, keys], 1)];
  // How many keys stand before the first query.
  const perRow =
    past === undefined && lengths !== undefined ? lengths.reshape([lengths.shape[0]!, 1, 1, 1]) : undefined;
  const at = perRow === undefined ? row.add(past?.shape[2] ?? 0) : row.add(perRow).sub(queries);
  if (isCausal) add(allowed(column.lessEqual(at)));
  if (left >= 0) add(allowed(at.sub(column).lessEqual(left)));
  if (right >= 0) add(allowed(column.sub(at).lessEqual(right)));
  if (lengths !== undefined) add(allowed(column.less(lengths.reshape([lengths.shape[0]!, 1, 1, 1]))));
  return bias;
}

/** A softmax in which a row that may look nowhere is zeros. */
function guarded(scores: Tensor, bias: Tensor | undefined): Tensor {
  if (bias === undefined) return scores.softmax();
  const isBlind = bias.max(-1, true).equal(-Infinity);
  const safe = scores.constant(Float32Array.of(0), []).where(isBlind, scores);
  return scores.constant(Float32Array.of(0), []).where(isBlind, safe.softmax());
}

function attention(c: NodeCall): (Value | null)[] {
  const [heads, kvHeads] = [c.int('q_num_heads'), c.int('kv_num_heads')];
  const isFlat = c.input(0).rank === 3;
  const q = intoHeads(c.tensor(0), heads);
  const [pastKey, pastValue] = [c.optional(4), c.optional(5)];
  const withPast = (now: Tensor, past: Value | undefined): Tensor =>
    past === undefined ? now : concat([past.tensor, now], 2);
  const key = withPast(intoHeads(c.tensor(1), kvHeads), pastKey);
  const value = withPast(intoHeads(c.tensor(2), kvHeads), pastValue);
  const [queries, size] = [q.shape[2]!, q.shape[3]!];
  const times = q.shape[1]! / key.shape[1]!;
  if (!Number.isInteger(times)) unsupported(`${q.shape[1]} heads of queries for ${key.shape[1]} of keys`);
  const scale = Math.sqrt(c.float('scale', 1 / Math.sqrt(size)));
  const cap = c.float('softcap', 0);
  const mode = c.int('qk_matmul_output_mode', 0);
  c.ignore('softmax_precision');
  const raw = matMul(q.mul(scale), repeated(key, times).mul(scale).transpose([0, 1, 3, 2]));
  const capped = cap > 0 ? raw.div(cap).tanh().mul(cap) : raw;
  const bias = biasOf(c, q, queries, key.shape[2]!);
  const biased = bias === undefined ? capped : capped.add(bias);
  const shares = guarded(biased, bias);
  const made = matMul(shares, repeated(value, times));
  const y = isFlat ? flat(made) : made;
  const shown = [raw, capped, biased, shares][mode] ?? unsupported(`attribute qk_matmul_output_mode = ${mode}`);
  const { type } = c.input(0);
  // Before opset 24 and after it, mode 0 shows the product with the cap in it, as the reference does.
  const product = mode === 0 ? capped : shown;
  return [Value.of(y, type), Value.of(key, type), Value.of(value, type), Value.of(product, type)];
}

function flat(x: Tensor): Tensor {
  const [batch, heads, steps, size] = x.shape as readonly [number, number, number, number];
  return x.transpose([0, 2, 1, 3]).reshape([batch, steps, heads * size]);
}

/** Pairs of features turned by angles that grow with the position. */
function rotary(c: NodeCall): Value {
  const [x, positions] = [c.tensor(0), c.optional(3)?.tensor];
  const heads = c.int('num_heads', 0);
  const interleaved = c.flag('interleaved');
  const split = x.rank === 4 ? x.transpose([0, 2, 1, 3]) : intoHeads(x, heads || undefined).transpose([0, 2, 1, 3]);
  const [batch, steps, , size] = split.shape as readonly [number, number, number, number];
  const turned = c.int('rotary_embedding_dim', 0) || size;
  const angles = (i: number): Tensor => {
    const cache = c.tensor(i);
    const each = positions === undefined ? cache : cache.gather(positions);
    return each.reshape([each.shape[0]!, each.shape[1]!, 1, each.shape[2]!]);
  };
  const [cos, sin] = [angles(1), angles(2)];
  const half = turned / 2;
  const rest = part(split, 3, turned, size - turned);
  const pairs = part(split, 3, 0, turned);
  const apart = interleaved ? pairs.reshape([batch, steps, split.shape[2]!, half, 2]) : pairs;
  const side = (i: number): Tensor =>
    interleaved ? part(apart, 4, i, 1).reshape([batch, steps, split.shape[2]!, half]) : part(pairs, 3, i * half, half);
  const [a, b] = [side(0), side(1)];
  const [real, imaginary] = [cos.mul(a).sub(sin.mul(b)), sin.mul(a).add(cos.mul(b))];
  const wide = (t: Tensor): Tensor => t.reshape([...t.shape, 1]);
  const made = interleaved
    ? concat([wide(real), wide(imaginary)], 4).reshape(pairs.shape)
    : concat([real, imaginary], 3);
  const whole = turned === size ? made : concat([made, rest], 3);
  return c.same(x.rank === 4 ? whole.transpose([0, 2, 1, 3]) : whole.reshape(x.shape));
}

/** Attention of which the scores and the shares may be changed by graphs of the file. */
export function flexAttention(c: NodeCall): Value {
  const [q, k, v] = [c.tensor(0), c.tensor(1), c.tensor(2)];
  if (q.rank !== 4) unsupported(`an operand of ${q.rank} axes`);
  c.ignore('softmax_precision');
  const times = q.shape[1]! / k.shape[1]!;
  if (!Number.isInteger(times)) unsupported(`${q.shape[1]} heads of queries for ${k.shape[1]} of keys`);
  const changed = (name: string, x: Tensor): Tensor =>
    c.has(name) ? asValue(c.around.runGraph(c.graph(name), [Value.of(x, 'float')])[0]!).tensor : x;
  const scale = Math.sqrt(c.float('scale', 1 / Math.sqrt(q.shape[3]!)));
  const scores = matMul(q.mul(scale), repeated(k, times).mul(scale).transpose([0, 1, 3, 2]));
  const shares = changed('prob_mod', changed('score_mod', scores).softmax());
  return c.same(matMul(shares, repeated(v, times)));
}

export const attentions: Readonly<Record<string, Operator>> = {
  Attention: attention,
  RotaryEmbedding: rotary,
  SwiGLU: (c) => {
    const [a, b] = [c.tensor(0), c.tensor(1)];
    return c.same(a.mul(a.mul(c.float('alpha', 1)).sigmoid()).mul(b));
  },
};
