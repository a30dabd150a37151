/** The way back in: a model that others exported. */
import { fail, field, optional, readConfig } from '@bernoulli/api/ir';
import type { ArrayInput, TensorValue } from '@bernoulli/api';
import { decodeModel } from '../proto/decode.ts';
import type { StoredModel } from '../proto/stored-model.ts';
import { cutGraph } from './cut-graph.ts';
import { readModelFile } from './external-file.ts';
import { requireBounded } from './function-sizes.ts';
import { givenInput, type GivenInput } from './given-input.ts';
import { FIRST_OPSET, LAST_OPSET, MOST_NODES } from './graph-reader.ts';
import { neededOnly } from './needed.ts';
import { OnnxModel } from './onnx-model.ts';
import { rehearse } from './rehearse.ts';
import { storedConstants } from './stored-constants.ts';

export interface ImportOptions {
  /**
   * Values of inputs, by name. They become part of the model, which then does not take them. For inputs that say how large something is, such as
   * the shape that a `Reshape` is given: their values must be known before the model runs. A sequence is a list of arrays, `null` an optional value that is
   * not there.
   */
  readonly inputs?: Readonly<Record<string, ArrayInput | TensorValue | readonly TensorValue[] | null>>;
  /**
   * Names of values inside the file that the model gives, instead of the file's outputs: what stands before a head that is to be replaced.
   */
  readonly outputs?: readonly string[];
  /** Whether training moves the weights, or those of which the name is given. Default: true. */
  readonly trainable?: boolean | ((name: string) => boolean);
}

const isRecord = (x: unknown): boolean => typeof x === 'object' && x !== null && !Array.isArray(x);
const fields = {
  inputs: optional(field<NonNullable<ImportOptions['inputs']>>('be an object of arrays', isRecord)),
  outputs: optional(
    field<readonly string[]>(
      'be a list of names',
      (x) => Array.isArray(x) && x.length > 0 && x.every((name) => typeof name === 'string'),
    ),
  ),
  trainable: optional(
    field<NonNullable<ImportOptions['trainable']>>(
      'be true, false or a function',
      (x) => typeof x === 'boolean' || typeof x === 'function',
    ),
  ),
};

/**
 * A model from an `.onnx` file, opsets 7 to 28 (and of older ones what means the same), whoever wrote it. It runs and trains on
 * every backend, may be a part of other models, and can be exported again. Weights have the names of the file, as far as paths can
 * hold them. `Dropout` nodes are dropout layers of ours, with the ratio of the file: they draw in training, and do nothing in
 * inference.
 *
 * Nodes that no output needs are left out, so that one which cannot be done does no harm there; so are inputs that nothing needs and that are no numbers.
 *
 * Floats are computed in `f32` and whole numbers in `i32`, whatever the file says; `model.inputs` and `model.outputs` tell what that is.
 *
 * @param source the bytes of a file, or (in Node) its path, which a file with weights in other files needs
 * @throws BernoulliError `FORMAT` for what is no ONNX file or a hostile one; `FILE` where the system refuses; `UNSUPPORTED`, an `UnsupportedOnnx` with all
 * the nodes that cannot be done, by name and operator; `NAME` for a value of an input that is not there.
 * @see https://github.com/onnx/onnx/blob/main/docs/Operators.md for what each operator means
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
 * const line = sequential([new Dense({ units: 1 })], { name: 'line' });
 * line.compile({ seed: 1 });
 * line.buildFor([3]);
 * const model = await importOnnx(await exportOnnx(line));
 * model.compile({ seed: 1 });
 * Object.keys(await model.getWeights()); // => ['line/dense/kernel', 'line/dense/bias']
 * ```
 */
export async function importOnnx(source: Uint8Array | string, options: ImportOptions = {}): Promise<OnnxModel> {
  const { inputs = {}, outputs, trainable = true } = readConfig('importOnnx', options, fields);
  const whole = storedConstants(await readFile(source));
  const file = neededOnly(outputs === undefined ? whole : { ...whole, graph: cutGraph(whole.graph, outputs) });
  refuseOpset(file);
  requireBounded(file, MOST_NODES);
  const model = new OnnxModel({
    file,
    given: givenInputs(whole, inputs),
    trainable: typeof trainable === 'function' ? trainable : () => trainable,
  });
  rehearse(model);
  return model;
}

async function readFile(source: Uint8Array | string): Promise<StoredModel> {
  if (typeof source === 'string') {
    const { bytes, external } = await readModelFile(source);
    return decodeModel(bytes, external);
  }
  if (!(source instanceof Uint8Array))
    fail('CONFIG', { who: 'importOnnx', what: 'takes the bytes of a file, or its path', received: typeof source });
  return decodeModel(source);
}

function refuseOpset({ opsets }: StoredModel): void {
  const opset = opsets.get('');
  if (opset !== undefined && (opset < FIRST_OPSET || opset > LAST_OPSET))
    fail('UNSUPPORTED', {
      who: 'importOnnx',
      what: `reads opsets ${FIRST_OPSET} to ${LAST_OPSET}`,
      received: opset,
      hint: 'Export the model with another, or convert it with onnx.version_converter',
    });
}

function givenInputs({ graph }: StoredModel, inputs: NonNullable<ImportOptions['inputs']>): Map<string, GivenInput> {
  const ports = new Map(graph.inputs.map((port) => [port.name, port]));
  return new Map(
    Object.entries(inputs).map(([name, value]): [string, GivenInput] => {
      if (!ports.has(name))
        fail('NAME', {
          who: 'importOnnx',
          what: 'the file has no such input',
          received: name,
          hint: `Its inputs are ${[...ports.keys()].join(', ')}`,
        });
      return [name, givenInput(ports.get(name)!, value)];
    }),
  );
}
