/** Prediction sets by the score `aps` as a model-local function, in double precision, as `ConformalClassifier` works them out. */
import { DataType, type FunctionProto, type NodeProto } from '../proto/messages.ts';
import { FunctionBody } from './function-body.ts';
import { DOMAIN, OPSET } from './opset.ts';

/**
 * `AdaptiveSet(probabilities, shares, threshold)`: for `float32[rows, classes]` whether the class is in the set, its score being the
 * probability of all likelier classes and the row's share of its own, `float32[rows]`. The threshold is a `float64` scalar. Of classes that
 * are equally likely the first comes first.
 *
 * Source: Y. Romano, M. Sesia and E. Candès, "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
 */
export const adaptiveSetFunction: FunctionProto = {
  domain: DOMAIN,
  name: 'AdaptiveSet',
  docString:
    'The classes whose score, the probability of all likelier ones and a random share of their own, is at most the threshold.',
  inputs: ['probabilities', 'shares', 'threshold'],
  outputs: ['set'],
  opsetImports: [{ domain: '', version: OPSET }],
  nodes: body(),
};

function body(): readonly NodeProto[] {
  const f = new FunctionBody();
  const last = { axis: { int: 1 } };
  const p = f.cast('probabilities', DataType.DOUBLE);
  const classes = f.emit('Shape', [p], { start: { int: 1 }, end: { int: 2 } });
  const [own, order] = f.several('TopK', [p, classes], 2, last);
  const before = f.emit('CumSum', [own!, f.i64(1)], { exclusive: { int: 1 } });
  const shares = f.emit('Unsqueeze', [f.cast('shares', DataType.DOUBLE), f.i64s([1])]);
  const score = f.emit('Add', [before, f.emit('Mul', [shares, own!])]);
  const within = f.emit('LessOrEqual', [score, 'threshold']);
  f.emit('ScatterElements', [within, order!, within], last, 'set');
  return f.nodes;
}
