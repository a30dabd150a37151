/** How often runs of words, which are numbers here, stand in a text. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';

/** Comparisons of every place of a text with every run. */
const MOST_PAIRS = 1 << 24;
/** Elements of what is written down: which run counts where. */
const MOST_ELEMENTS = 1 << 20;

const MOST_SKIPS = 256;

interface Grams {
  readonly length: number;
  readonly words: readonly number[];
  /** The place of each run in the result. */
  readonly places: readonly number[];
}

/** The runs by their length, as the attributes list them one after the other. */
function gramsOf(c: NodeCall): Grams[] {
  if (c.has('pool_strings')) unsupported('attribute pool_strings (strings)');
  const [pool, starts, indexes] = [
    c.ints('pool_int64s') ?? [],
    c.ints('ngram_counts') ?? [],
    c.ints('ngram_indexes') ?? [],
  ];
  let first = 0;
  return starts.map((start, i) => {
    const words = pool.slice(start, starts[i + 1] ?? pool.length);
    const places = indexes.slice(first, (first += Math.floor(words.length / (i + 1))));
    return { length: i + 1, words, places };
  });
}

/** How often each run begins in `[rows, words]`, with `skip` words left out between any two. */
function counted(x: Tensor, { length, words, places }: Grams, skip: number): Tensor | undefined {
  const [rows, size] = x.shape as readonly [number, number];
  const begins = size - (length - 1) * (skip + 1);
  if (begins < 1 || places.length === 0) return undefined;
  if (rows * begins * places.length > MOST_PAIRS) unsupported(`${places.length} runs in ${rows} rows of ${size}`);
  const hits = Array.from({ length }, (_, k) => {
    const word = Int32Array.from(places, (_, gram) => words[gram * length + k]!);
    return part(x, 1, k * (skip + 1), begins)
      .reshape([rows, begins, 1])
      .equal(x.constant(word, [1, 1, word.length]));
  });
  return hits
    .reduce((a, b) => a.and(b))
    .cast('f32')
    .sum(1);
}

function termFrequencies(c: NodeCall): Value {
  const given = c.input(0);
  const mode = c.word('mode', ['TF', 'IDF', 'TFIDF'], 'TF');
  const [least, most, skips] = [c.int('min_gram_length', 1), c.int('max_gram_length', 1), c.int('max_skip_count', 0)];
  const weights = c.floats('weights');
  if (given.dtype !== 'i32' || given.rank < 1 || given.rank > 2 || given.shape.some((n) => n < 1))
    unsupported('an operand of open size, or that is no list or table of whole numbers');
  const x = given.rank === 1 ? given.tensor.reshape([1, given.shape[0]!]) : given.tensor;
  const grams = gramsOf(c);
  const size = Math.max(0, ...grams.flatMap(({ places }) => places)) + 1;
  const places = grams.flatMap((gram) => gram.places);
  if (places.length * size > MOST_ELEMENTS || !places.every((place) => place >= 0))
    unsupported(`${places.length} runs for ${size} places`);
  if (skips > x.shape[1]! || skips > MOST_SKIPS) unsupported(`max_skip_count = ${skips}`);
  if (weights !== undefined && weights.length !== places.length)
    unsupported(`${weights.length} weights for ${places.length} runs`);
  const zeros = x.constant(Float32Array.of(0), []).broadcastTo([x.shape[0]!, size]);
  const total = grams
    .filter(({ length }) => length >= least && length <= most)
    .flatMap((gram) =>
      // A single word is the same, however many are left out.
      Array.from({ length: gram.length === 1 ? 1 : skips + 1 }, (_, skip) => {
        const found = counted(x, gram, skip);
        if (found === undefined) return [];
        const table = new Float32Array(gram.places.length * size);
        gram.places.forEach((place, i) => (table[i * size + place] = 1));
        return [found.matMul(x.constant(table, [gram.places.length, size]))];
      }).flat(),
    )
    .reduce((a, b) => a.add(b), zeros);
  // The weights stand in the order of the runs.
  const order = new Float32Array(size).fill(1);
  if (weights !== undefined) places.forEach((place, i) => (order[place] = weights[i]!));
  const weight = x.constant(order, [size]);
  const made =
    mode === 'TF'
      ? total
      : mode === 'IDF'
        ? weight.broadcastTo(total.shape).where(total.greater(0), 0)
        : total.mul(weight);
  return Value.of(given.rank === 1 ? made.reshape([size]) : made, 'float');
}

export const vectorizers: Readonly<Record<string, Operator>> = { TfIdfVectorizer: termFrequencies };
