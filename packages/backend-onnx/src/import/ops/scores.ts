/** What operators of `ai.onnx.ml` make of their scores: probabilities, and the label of the highest. */
import { concat, type Tensor } from '@bernoulli/api';
import { Foreign, type Held } from '../held.ts';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

export const transforms = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'] as const;
export type Transform = (typeof transforms)[number];

/** Scores that are this near to 0 are 0 to `SOFTMAX_ZERO`. */
const NEARLY_ZERO = 1e-7;

/** Each row of scores `[n, classes]` as a post-transform wants it. */
export function transformed(scores: Tensor, transform: Transform): Tensor {
  switch (transform) {
    case 'NONE':
      return scores;
    case 'SOFTMAX':
      return scores.softmax(-1);
    case 'LOGISTIC':
      return scores.sigmoid();
    case 'SOFTMAX_ZERO': {
      const most = scores.max(-1, true);
      const isZero = scores.abs().lessEqual(Math.fround(NEARLY_ZERO));
      const parts = scores.mul(most.neg().exp()).where(isZero, scores.sub(most).exp());
      const sum = parts.sum(-1, true);
      return parts.constant(Float32Array.of(0.5), []).where(sum.equal(0), parts.div(sum));
    }
    case 'PROBIT':
      return probit(scores);
  }
}

/** The same of a regression, of which one target is left as it is by some runtimes. */
export function regressed(scores: Tensor, transform: Transform): Tensor {
  if (scores.shape[1] === 1 && !['NONE', 'PROBIT'].includes(transform)) unsupported(`one target, and ${transform}`);
  return transformed(scores, transform);
}

/** Where the normal distribution has this much below it, by the formula of Winitzki that ONNX Runtime takes. */
function probit(p: Tensor): Tensor {
  const x = p.mul(2).sub(1);
  const log = x.subFrom(1).mul(x.add(1)).log();
  const half = log.mul(0.5).add(2 / (Math.PI * 0.147));
  const inverse = half.square().sub(log.div(0.147)).sqrt().sub(half).sqrt();
  return inverse.mul(x.sign()).mul(Math.SQRT2);
}

/** Two classes of which one has a score: those of both, the other one's as a complement or an opposite. */
export function bothOf(score: Tensor, other: 'complement' | 'opposite'): Tensor {
  return concat([other === 'complement' ? score.subFrom(1) : score.neg(), score], 1);
}

/** How many classes a classifier tells apart. */
export function classCount(c: NodeCall, integers: string, texts: string): number {
  return (c.ints(integers) ?? []).length || (c.texts(texts) ?? []).length || unsupported('no labels');
}

/** The label of the first of the highest scores. Labels that are texts are held by no backend. */
export function labels(c: NodeCall, scores: Tensor, integers: string, texts: string): Held {
  const names = c.texts(texts) ?? [];
  if (names.length > 0)
    return new Foreign(`labels that are texts, which no backend holds: ask for the scores with { outputs }`);
  const values = c.ints(integers) ?? [];
  const list = c.known('int64', [values.length], Float64Array.from(values));
  return Value.of(list.tensor.gather(scores.argMax(-1)), 'int64');
}

/** An operand `[n, features]` as floats; one row may come without its axis. */
export function rowsOf(c: NodeCall): Tensor {
  const x = c.tensor(0);
  if (x.rank !== 1 && x.rank !== 2) unsupported(`an operand of ${x.rank} axes`);
  const floats = x.dtype === 'f32' ? x : x.cast('f32');
  return x.rank === 1 ? floats.reshape([1, x.shape[0]!]) : floats;
}
