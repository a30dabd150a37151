/** PatchDropout: a sequence is cut down to some of its tokens. */
import {
  below,
  fail,
  name,
  oneOf,
  plainConfig,
  printShape,
  readConfig,
  required,
  whole,
  type SettingsOf,
} from '../../../ir/index.ts';
import { drawUniform } from '../../../random/draw.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import { concat, Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { everyField, type Kept } from '../../every.ts';

export interface PatchDropoutConfig extends Kept {
  /** Share of the tokens that is left out, in [0, 1). */
  readonly rate: number;
  /** Tokens at the beginning that always stay, as that of a class. Default 0. */
  readonly prefixTokens?: number | undefined;
  /** `'own'`, the default: each row keeps tokens of its own. `'shared'`: all rows of the batch keep the same. */
  readonly rows?: 'own' | 'shared' | undefined;
  readonly name?: string | undefined;
}

const fields = {
  rate: required(below(0, 1)),
  prefixTokens: whole(0, 0),
  rows: oneOf(['own', 'shared'], 'own'),
  every: everyField(),
  name: name(),
};

/**
 * Leaves tokens of a sequence out in training: `[batch, tokens, …]` to `[batch, kept, …]`, in their order.
 *
 * Of the n tokens behind the prefix, k = max(1, round((1 − rate) n)) are kept, every choice equally likely: a mask `bool [batch, n]` (with
 * `rows: 'shared'`, `[1, n]`) has the probability 1 / C(n, k) for each row. A token that is kept has its value for mean, and variance 0: nothing is scaled. What follows works on fewer tokens, and
 * costs less: put it behind the embedding of places, in front of layers that take any number of tokens. A mask that is handed in has k
 * tokens to keep in each row. In inference all tokens stay.
 *
 * @see Y. Liu, C. Matsoukas, F. Strand, H. Azizpour, K. Smith, "PatchDropout: Economizing Vision Transformers Using Patch Dropout", WACV 2023.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1); `SHAPE` for an input without known tokens behind the prefix.
 * @example
 * ```ts
 * import { PatchDropout, Trace } from '@bernoulli/api';
 * const layer = new PatchDropout({ rate: 0.75, prefixTokens: 1 });
 * const trace = new Trace(new Map([[layer, 'net/patches']]), { mode: 'train' });
 * layer.apply(trace.input('x', { dtype: 'f32', shape: [8, 197, 64] })).shape; // => [8, 50, 64]
 * ```
 */
export class PatchDropout extends Layer {
  readonly className = 'PatchDropout';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: PatchDropoutConfig) {
    super();
    this.#config = readConfig('PatchDropout', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { rate, prefixTokens, rows, every } = this.#config;
    const [batch, tokens] = x.shape;
    if (x.rank < 2 || !(tokens! > prefixTokens))
      fail('SHAPE', {
        who: 'PatchDropout',
        what: `needs an input [batch, tokens, …] with a known number of tokens, more than ${prefixTokens}`,
        received: printShape(x.shape),
      });
    const trace = Trace.of(x);
    if (!trace.noisy) {
      trace.skipSite();
      return x;
    }
    const n = tokens! - prefixTokens;
    const kept = Math.max(1, Math.round((1 - rate) * n));
    const mask = trace.site({
      type: { dtype: 'bool', shape: [rows === 'own' ? batch! : 1, n] },
      rows,
      every,
      draw: (draw) => drawSubset(draw, kept),
      logProbability: (drawn) => subsetLogProbability(drawn, kept),
    });
    const picked = (from: Tensor, drawn: Tensor): Tensor => pick(from, placesOf(drawn, kept, prefixTokens));
    if (rows === 'shared' || batch! > 0) return picked(x, mask);
    // Places in a batch whose size is open cannot be numbered through: row by row they can.
    const alone = (value: Tensor): Tensor => value.reshape([1, ...value.shape]);
    const { all } = trace.scan([], [x, mask], (_, [row, drawn]) => {
      const tokensOf = picked(alone(row!), alone(drawn!));
      return [tokensOf.reshape(tokensOf.shape.slice(1))];
    });
    return all[0]!;
  }
}

/** True for the tokens with the smallest of as many uniform numbers; of those that are equal to the largest of them, for the first. */
function drawSubset({ key, rowOffset, type }: Draw, kept: number): Tensor {
  const u = drawUniform(key, type.shape, rowOffset);
  const last = smallest(u, kept);
  const [below, equal] = [u.less(last), u.equal(last).cast('f32')];
  const left = below.cast('f32').sum(-1, true).subFrom(kept);
  return below.or(equal.greater(0).and(before(equal).less(left)));
}

/** The k-th smallest number of each row, found bit by bit: the largest that fewer than k are below. All are multiples of 2⁻²³. */
function smallest(u: Tensor, k: number): Tensor {
  let found = u.max(-1, true).mul(0);
  for (let bit = 1; bit <= 23; bit++) {
    const higher = found.add(2 ** -bit);
    const count = u.less(higher).cast('f32').sum(-1, true);
    found = higher.where(count.less(k), found);
  }
  return found;
}

/** The sum of what is before each place of a row: `[rows, n]`. */
function before(x: Tensor): Tensor {
  const n = x.shape[1]!;
  return x.matMul(
    numbers(x, [n, 1], 0)
      .less(numbers(x, [1, n], 1))
      .cast('f32'),
  );
}

/** −log C(n, k) for each row, and −∞ for one that keeps another number. */
function subsetLogProbability(mask: Tensor, kept: number): Tensor {
  const [rows, n] = mask.shape as [number, number];
  const choices = Array.from({ length: kept }, (_, i) => Math.log((n - i) / (kept - i))).reduce((sum, l) => sum + l, 0);
  return mask
    .cast('f32')
    .sum(-1)
    .equal(kept)
    .cast('f32')
    .log()
    .sum()
    .sub(rows * choices);
}

/** The places of the prefix and of what is kept, in order: `i32 [rows, prefix + kept]`. */
function placesOf(mask: Tensor, kept: number, prefix: number): Tensor {
  const [rows, n] = mask.shape as [number, number];
  const slot = before(mask.cast('f32'))
    .cast('i32')
    .add(numbers(mask, [rows, 1], 0).mul(kept));
  // What is dropped goes to a slot of its own behind all others, which is cut off.
  const slots = slot.where(mask, rows * kept).reshape([rows * n]);
  const tokens = numbers(mask, [rows, n], 1)
    .cast('f32')
    .reshape([rows * n]);
  const filled = new Tensor(mask.b, mask.b.scatterAdd(slots.ref, tokens.ref, rows * kept + 1, 0));
  const places = filled
    .slice([0], [rows * kept])
    .cast('i32')
    .reshape([rows, kept])
    .add(prefix);
  return prefix === 0 ? places : concat([numbers(mask, [1, prefix], 1).broadcastTo([rows, prefix]), places]);
}

/** The tokens at places of their row, or, where there is one row of them, of all rows. */
function pick(x: Tensor, places: Tensor): Tensor {
  const [batch, tokens, ...token] = x.shape as [number, number, ...number[]];
  const [rows, kept] = places.shape as [number, number];
  if (rows !== batch) return x.gather(places.reshape([kept]), 1);
  const flat = places.add(numbers(x, [batch, 1], 0).mul(tokens)).reshape([batch * kept]);
  return x
    .reshape([batch * tokens, ...token])
    .gather(flat)
    .reshape([batch, kept, ...token]);
}

/** 0, 1, … along an axis. */
function numbers(like: Tensor, shape: readonly number[], axis: number): Tensor {
  return new Tensor(like.b, like.b.iota(shape, axis));
}
