/** Weights by path: reading them all, setting some. */
import { toTensor, valuesOf, type ArrayInput, type TensorValue } from '../data/index.ts';
import { fail, listed, printShape, sameShape, type TensorData } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

export async function readWeights(runtime: ModelRuntime): Promise<Record<string, TensorValue>> {
  return valuesOf(await runtime.store.read(runtime.built('getWeights').parameters.keys()));
}

/** Checks everything before anything is set. */
export async function writeWeights(
  runtime: ModelRuntime,
  weights: Readonly<Record<string, ArrayInput>>,
): Promise<void> {
  const { parameters } = runtime.built('setWeights');
  const checked = Object.entries(weights).map(([path, value]): [string, TensorData] => {
    const parameter =
      parameters.get(path) ??
      fail('NAME', {
        who: 'setWeights',
        what: 'there is no such weight',
        received: path,
        hint: `Weights are ${listed(parameters.keys())}`,
      });
    const tensor = toTensor(value, 'f32', 'setWeights', { name: path });
    if (!sameShape(tensor.shape, parameter.shape))
      fail('SHAPE', {
        who: 'setWeights',
        at: path,
        what: `the weight must be ${printShape(parameter.shape)}`,
        received: printShape(tensor.shape),
      });
    return [path, { ...tensor, data: tensor.data.slice() }];
  });
  await runtime.store.write(checked);
}
