/** Operators of language models that keep a state: short convolutions, attention without a softmax, and caches that are written to. */
import { concat, type Tensor } from '@bernoulli/api';
import { resolveAxis } from '@bernoulli/api/ir';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted, part } from './axes.ts';

/** A convolution for each channel that sees only what came before; the last steps are its state. */
function causalConvolution(c: NodeCall): Value[] {
  const [x, w, bias, past] = [c.tensor(0), c.tensor(1), c.optional(2), c.optional(3)];
  const activation = c.word('activation', ['none', 'silu', 'swish'], 'none');
  const [, channels, steps] = x.shape as readonly [number, number, number];
  const taps = w.shape[2]!;
  if (x.rank !== 3 || channels < 1 || steps < 1) unsupported('an operand of open size, or not of 3 axes');
  const whole = past === undefined ? x.pad([0, 0, taps - 1], [0, 0, 0]) : taps > 1 ? concat([past.tensor, x], 2) : x;
  const none = { strides: [1], dilations: [1], before: [0], after: [0], groups: channels };
  const made = whole.transpose([0, 2, 1]).conv(w.transpose([2, 1, 0]), none);
  const moved = (bias === undefined ? made : made.add(bias.tensor)).transpose([0, 2, 1]);
  const y = activation === 'none' ? moved : moved.mul(moved.sigmoid());
  return [c.same(y), Value.of(part(whole, 2, whole.shape[2]! - taps + 1, taps - 1), past?.type ?? c.input(0).type)];
}

/** Steps, or rows, that are written out one by one. */
const MOST_STEPS = 1024;

/** `[batch, steps, heads · size]` as `[batch, heads, steps, size]`. */
function split(x: Tensor, heads: number): Tensor {
  const [batch, steps, width] = x.shape as readonly [number, number, number];
  if (width % heads !== 0) unsupported(`${width} features for ${heads} heads`);
  return x.reshape([batch, steps, heads, width / heads]).transpose([0, 2, 1, 3]);
}

/** Each query reads a matrix to which every key adds its value, and which fades or is corrected on the way. */
function linearAttention(c: NodeCall): Value[] {
  const rule = c.word('update_rule', ['linear', 'gated', 'delta', 'gated_delta'], 'gated_delta');
  const [heads, own] = [c.int('q_num_heads'), c.int('kv_num_heads')];
  c.ignore('chunk_size');
  if (heads === undefined || own === undefined || heads % own !== 0)
    unsupported(`${heads} heads of queries for ${own}`);
  const [q, k, v] = [split(c.tensor(0), heads), split(c.tensor(1), own), split(c.tensor(2), own)];
  const [batch, , steps, size] = q.shape as readonly [number, number, number, number];
  const width = v.shape[3]!;
  if (steps < 1 || steps > MOST_STEPS) unsupported(`${steps} steps`);
  const [past, decay, beta] = [c.optional(3), c.optional(4), c.optional(5)];
  if (rule.startsWith('gated') !== (decay !== undefined) || rule.endsWith('delta') !== (beta !== undefined))
    unsupported(`operands for ${rule}`);
  const fade = decay && split(decay.tensor, own).exp();
  const share = beta && split(beta.tensor, beta.shape[2]!);
  const scale = c.float('scale', 0) || 1 / Math.sqrt(size);
  const at = (x: Tensor, i: number): Tensor => part(x, 2, i, 1);
  const column = (x: Tensor): Tensor => x.transpose([0, 1, 3, 2]);
  let state =
    past?.tensor ??
    q.constant(new Float32Array(size * width), [1, 1, size, width]).broadcastTo([batch, own, size, width]);
  const results = Array.from({ length: steps }, (_, i) => {
    if (fade !== undefined) state = state.mul(column(at(fade, i)));
    const key = at(k, i);
    const value = at(v, i);
    const written = share === undefined ? value : value.sub(key.matMul(state)).mul(at(share, i));
    state = state.add(column(key).mul(written));
    const read = state.reshape([batch, own, 1, size, width]);
    const shared = read.broadcastTo([batch, own, heads / own, size, width]).reshape([batch, heads, size, width]);
    return at(q, i).matMul(shared).mul(scale);
  });
  const y = (results.length === 1 ? results[0]! : concat(results, 2)).transpose([0, 2, 1, 3]);
  return [c.same(y.reshape([batch, steps, heads * width])), Value.of(state, past?.type ?? c.input(0).type)];
}

/** Writes into a cache from a place on that each row has, to its end, or from its beginning again. */
function tensorScatter(c: NodeCall): Value {
  const [cache, update, starts] = [c.input(0), c.tensor(1), c.optional(2)];
  const mode = c.word('mode', ['linear', 'circular'], 'linear');
  const axis = resolveAxis(c.int('axis', -2), cache.rank, 'TensorScatter');
  const [size, steps] = [cache.shape[axis]!, update.shape[axis]!];
  const rows = cache.shape[0]!;
  if (size < 1 || steps < 1 || axis === 0) unsupported('an axis of open size, or the first');
  if (rows < 1 || rows > MOST_STEPS) unsupported(`${rows} rows`);
  const beside = (t: Tensor): Tensor =>
    t.reshape(cache.shape.map((_, i) => (i === 0 ? rows : i === axis ? t.shape[1]! : 1)));
  // Which step of the update each place of the cache holds, `[rows, places]`.
  const place = counted(cache.tensor, [1, size], 1);
  const from = starts === undefined ? place : place.sub(starts.tensor.reshape([rows, 1]));
  const wide = starts === undefined ? from.broadcastTo([rows, size]) : from;
  const step = mode === 'circular' ? wide.add(size).where(wide.less(0), wide) : wide;
  const isWritten = beside(step.greaterEqual(0).and(step.less(steps)));
  // Rows that differ in where they begin are read one after the other.
  const within = step.clip(0, steps - 1);
  const read = Array.from({ length: rows }, (_, row) =>
    part(update, 0, row, 1).gather(part(within, 0, row, 1).reshape([size]), axis),
  );
  const moved = rows === 1 ? read[0]! : concat(read, 0);
  return c.same(moved.where(isWritten.broadcastTo(cache.shape), cache.tensor));
}

export const mixings: Readonly<Record<string, Operator>> = {
  CausalConvWithState: causalConvolution,
  LinearAttention: linearAttention,
  TensorScatter: tensorScatter,
};
