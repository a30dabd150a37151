/** What a file costs in accuracy. */
import type { Inputs } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { exportOnnx, type Exportable } from '../export/export-onnx.ts';
import type { ExportOptions } from '../export/options.ts';
import { findRuntime } from '../runtime/find-runtime.ts';
import { sessionOptions } from '../runtime/options.ts';
import { ortTensor } from '../runtime/tensor.ts';
import { arraysOf, type PortArray } from './arrays.ts';

/** What is measured: it is exported, and predicts. */
export interface Measurable extends Exportable {
  predict(x: Inputs): Promise<unknown>;
}

/** How far what a file predicts is from what the model predicts, over all outputs. */
export interface Measured {
  /** Size of the file. */
  readonly bytes: number;
  /** The largest difference. */
  readonly largest: number;
  readonly rootMeanSquare: number;
  /** The share of rows, in [0, 1], whose largest value stands in the same place: for classes, those that are the same. */
  readonly sameClass: number;
}

/**
 * Exports a model, runs the file on ONNX Runtime and compares its predictions with the model's own: what `weights: 'int8'` costs, on data
 * that matters.
 *
 * @param x inputs as `predict` takes them
 * @param options of the file, as `exportOnnx` takes them, for mode `inference`
 * @throws BernoulliError `CONFIG` for another mode, `BACKEND` where ONNX Runtime is not installed, and what `exportOnnx` and `predict` throw.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { measureOnnx } from '@bernoulli/backend-onnx/node';
 * const model = sequential([new Dense({ units: 30, activation: 'softmax' })]);
 * model.compile({ seed: 1, backend: cpu() });
 * model.buildFor([20]);
 * const x = Array.from({ length: 8 }, (_, i) => Array.from({ length: 20 }, (_, j) => Math.sin(i + j * j)));
 * const { largest, sameClass } = await measureOnnx(model, x, { weights: 'f16' });
 * [largest < 1e-3, sameClass]; // => [true, 1]
 * ```
 */
export async function measureOnnx(model: Measurable, x: Inputs, options: ExportOptions = {}): Promise<Measured> {
  const { mode = 'inference' } = options;
  if (mode !== 'inference')
    fail('CONFIG', { who: 'measureOnnx', what: 'only mode inference has predictions to compare', received: mode });
  const said = await model.predict(x);
  const { graph } = await model.inferenceGraph();
  const wanted = arraysOf('measureOnnx', graph, graph.outputs, said);
  const bytes = await exportOnnx(model, options);
  const ort = await findRuntime();
  const session = await ort.InferenceSession.create(bytes, sessionOptions('cpu', 1));
  try {
    const given = arraysOf('measureOnnx', graph, graph.inputs, x);
    const feeds = Object.fromEntries(given.map((port, i) => [session.inputNames[i]!, ortTensor(ort, port, port.data)]));
    const got = await session.run(feeds);
    const pairs = wanted.map((want, i) => ({ want, got: got[session.outputNames[i]!]!.data as Float32Array }));
    return { bytes: bytes.length, ...compare(pairs) };
  } finally {
    await session.release();
  }
}

type Pair = { readonly want: PortArray; readonly got: ArrayLike<number> };

function compare(pairs: readonly Pair[]): Omit<Measured, 'bytes'> {
  let [largest, squares, values, same, rows] = [0, 0, 0, 0, 0];
  for (const { want, got } of pairs) {
    const width = want.shape.length < 2 ? 1 : want.shape.at(-1)!;
    want.data.forEach((value, i) => {
      const off = Math.abs(Number(got[i]) - value);
      largest = Math.max(largest, off);
      squares += off * off;
    });
    values += want.data.length;
    for (let start = 0; start < want.data.length; start += width, rows++)
      same += Number(peak(want.data, start, width) === peak(got, start, width));
  }
  return { largest, rootMeanSquare: Math.sqrt(squares / values), sameClass: same / rows };
}

/** Where the largest of some values stands. */
function peak(values: ArrayLike<number>, start: number, width: number): number {
  let best = 0;
  for (let i = 1; i < width; i++) if (values[start + i]! > values[start + best]!) best = i;
  return best;
}
