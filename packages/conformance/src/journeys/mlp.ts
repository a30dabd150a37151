/** Builds the training step of a network with one hidden layer: forward, backward and Adam as one graph. */
import { GraphBuilder, gradients, type Graph, type Ref } from '@bernoulli/api/ir';

export interface MlpSizes {
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly learningRate: number;
}

/** Makes the keep mask of the hidden layer; whatever it needs it adds to the graph as inputs. */
export type MaskWriter = (b: GraphBuilder, shape: readonly number[]) => Ref;

/** Parameters, and state of the optimizer, by name. */
interface Carried {
  readonly name: string;
  readonly node: Ref;
  readonly next: Ref;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/**
 * Inputs `x` and `labels` and those of the mask; output `loss`, the mean cross-entropy before the update; state `kernel1`,
 * `bias1`, `kernel2`, `bias2`, their Adam moments and the step.
 */
export function trainingStep(sizes: MlpSizes, rate: number, mask: MaskWriter): Graph {
  const { batch, inputs, hidden, classes } = sizes;
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [batch, inputs]);
  const labels = b.input('labels', 'i32', [batch]);
  const parameters = {
    kernel1: b.input('kernel1', 'f32', [inputs, hidden]),
    bias1: b.input('bias1', 'f32', [hidden]),
    kernel2: b.input('kernel2', 'f32', [hidden, classes]),
    bias2: b.input('bias2', 'f32', [classes]),
  };
  const activation = b.maximum(b.add(b.matMul(x, parameters.kernel1), parameters.bias1), 0);
  const dropped = b.select(mask(b, [batch, hidden]), b.div(activation, 1 - rate), 0);
  const logits = b.add(b.matMul(dropped, parameters.kernel2), parameters.bias2);
  const chosen = b.cast(b.equal(b.reshape(labels, [batch, 1]), b.iota([batch, classes], 1)), 'f32');
  const loss = b.div(b.neg(b.reduceSum(b.mul(chosen, b.logSoftmax(logits)))), batch);
  return b.build({ outputs: { loss }, state: adam(b, loss, parameters, sizes.learningRate) });
}

/** Kingma and Ba's Adam with epsilon beside the uncorrected root, as Keras has it. */
function adam(b: GraphBuilder, loss: Ref, parameters: Readonly<Record<string, Ref>>, learningRate: number): Carried[] {
  const names = Object.keys(parameters);
  const found = gradients(b, loss, Object.values(parameters));
  const step = b.input('step', 'i32', []);
  const next = b.add(step, 1);
  const t = b.cast(next, 'f32');
  const correction = b.div(b.sqrt(b.sub(1, b.pow(BETA2, t))), b.sub(1, b.pow(BETA1, t)));
  const size = b.mul(correction, learningRate);
  const carried = names.flatMap((name, i): Carried[] => {
    const [parameter, gradient] = [parameters[name]!, found[i]!];
    const first = b.input(`${name}/first`, 'f32', parameter.shape);
    const second = b.input(`${name}/second`, 'f32', parameter.shape);
    const nextFirst = b.add(b.mul(first, BETA1), b.mul(gradient, 1 - BETA1));
    const nextSecond = b.add(b.mul(second, BETA2), b.mul(b.mul(gradient, gradient), 1 - BETA2));
    const move = b.div(b.mul(nextFirst, size), b.add(b.sqrt(nextSecond), EPSILON));
    return [
      { name, node: parameter, next: b.sub(parameter, move) },
      { name: `${name}/first`, node: first, next: nextFirst },
      { name: `${name}/second`, node: second, next: nextSecond },
    ];
  });
  return [...carried, { name: 'step', node: step, next }];
}
