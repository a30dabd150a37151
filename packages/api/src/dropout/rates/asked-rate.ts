/** Rates that a layer says of what is dropped: a learned number, or what follows from the input. */
import { fail, printShape } from '../../ir/index.ts';
import type { Module } from '../../tracing/module.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { LearnedRate } from './learned-rate.ts';

/** What a layer said. */
export interface Asked {
  readonly rate: Tensor;
  /** 1 − rate. */
  readonly keep: Tensor;
  /** log(rate / (1 − rate)), of a rate that is learned. */
  readonly logit?: Tensor;
}

/** For what is dropped: answers, so that draw, law and scale ask once. */
const answers = new WeakMap<Tensor, Map<Module, Asked>>();

/**
 * The rate that a layer says of `x`. What is no number of [0, 1] becomes NaN, so that no step commits with it.
 *
 * @throws BernoulliError `CONFIG` for several outputs, or for weights that would be trained through coins; `DTYPE` for a rate that is not f32.
 */
export function askRate(layer: Module, x: Tensor): Asked {
  return once(answers, layer, x, ask);
}

/** The same for what is dropped where the layer says it of something else that is `read`. */
export function askRateOf(layer: Module, x: Tensor, read: Tensor): Asked {
  return once(answers, layer, x, () => ask(layer, read));
}

/** An answer that is given once for each value. */
export function once<Answer>(
  answers: WeakMap<Tensor, Map<Module, Answer>>,
  layer: Module,
  x: Tensor,
  ask: (layer: Module, x: Tensor) => Answer,
): Answer {
  const known = answers.get(x) ?? new Map<Module, Answer>();
  answers.set(x, known);
  const answer = known.get(layer) ?? ask(layer, x);
  known.set(layer, answer);
  return answer;
}

/** What a layer says of `x`: one tensor of numbers. */
export function saidOf(who: string, layer: Module, x: Tensor): Tensor {
  const said = layer.apply(x);
  const problem = { who, at: Trace.of(x).path };
  if (!(said instanceof Tensor))
    fail('CONFIG', { ...problem, what: 'must be one tensor', received: 'several outputs' });
  if (said.dtype !== 'f32') fail('DTYPE', { ...problem, what: 'must be f32', received: said.dtype });
  return said;
}

function ask(layer: Module, x: Tensor): Asked {
  const said = saidOf('rate', layer, x);
  if (layer instanceof LearnedRate) return { rate: said.sigmoid(), keep: said.neg().sigmoid(), logit: said };
  refuseWeights(layer, x);
  const rate = said.where(said.greaterEqual(0).and(said.lessEqual(1)), NaN);
  return { rate, keep: rate.subFrom(1) };
}

/** Coins have no slope: what weights would be told of a rate through its scale alone is not what the loss says. */
function refuseWeights(layer: Module, x: Tensor): void {
  const trace = Trace.of(x);
  const below = `${trace.pathOf(layer)}/`;
  const trained = [...trace.parameters.values()].find(({ path, trainable }) => trainable && path.startsWith(below));
  if (trained !== undefined)
    fail('CONFIG', {
      who: 'rate',
      at: trained.path,
      what: 'coins have no slope from which weights could learn a rate',
      hint: 'Say new LearnedRate({ layer }), whose coins are relaxed, or freeze the layer with trainable = false',
    });
}

/** @throws BernoulliError `SHAPE` for rates that do not share as the coins do. */
export function requireAsked({ keep }: Asked, drawn: readonly number[]): void {
  requireShared('rate', keep, drawn, 'must share as the coins do');
}

/** @throws BernoulliError `SHAPE` for what does not broadcast to what is drawn. */
export function requireShared(who: string, said: Tensor, drawn: readonly number[], what: string): void {
  const at = drawn.length - said.rank;
  if (at < 0 || said.shape.some((n, axis) => n !== 1 && n !== drawn[at + axis]))
    fail('SHAPE', { who, what: `${what}, ${printShape(drawn)}`, received: printShape(said.shape) });
}
