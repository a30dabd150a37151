/** What a calibration found, written behind a model: sets of classes, or intervals, for each row. */
import { BATCH, fail, field, optional, sizeOf, type Field, type Graph, type Shape } from '@bernoulli/api/ir';
import { adaptiveSetFunction } from '../lowerings/adaptive-set-function.ts';
import type { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { uniformFunction } from '../lowerings/uniform-function.ts';
import { DataType } from '../proto/messages.ts';
import type { Ends } from './lower-graph.ts';

/** What a `ConformalClassifier` or `ConformalRegressor` of `@bernoulli/uncertainty` has found, as its `calibration` says it. */
export type Calibration =
  | { readonly score: 'lac'; readonly threshold: number; readonly classes: number }
  | {
      readonly score: 'aps';
      readonly threshold: number;
      readonly classes: number;
      /** Of the random shares of the rows: their words are those of row 0, 1 and so on. */
      readonly key: readonly [number, number];
    }
  | { readonly score: 'absolute' | 'quantiles'; readonly margin: number };

const isNumber = (x: unknown): boolean => typeof x === 'number' && !Number.isNaN(x);

const isKey = (x: unknown): boolean =>
  Array.isArray(x) && x.length === 2 && x.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32);

function isCalibration(x: unknown): boolean {
  if (typeof x !== 'object' || x === null) return false;
  const { score, threshold, classes, key, margin } = x as Partial<Record<string, unknown>>;
  if (score === 'absolute' || score === 'quantiles') return isNumber(margin);
  const known = score === 'lac' || (score === 'aps' && isKey(key));
  return known && isNumber(threshold) && Number.isInteger(classes) && (classes as number) > 0;
}

export const calibrationField = (): Field<Calibration, Calibration | undefined> =>
  optional(field<Calibration>('be the calibration of a ConformalClassifier or a ConformalRegressor', isCalibration));

type Conformal = Required<Pick<Ends, 'prelude' | 'epilogue'>>;

/**
 * The ends that a calibration adds to those of a model with one output. Sets: `set:<name>`, `bool[rows, classes]`, whether a class is in the
 * set; with `aps` the input `rowOffset`, `int32`, tells which row of all is the first. Intervals: `lower:<name>` and `upper:<name>`,
 * `float64[rows]`. They are computed in double precision, as the library does.
 *
 * @throws BernoulliError `UNSUPPORTED` for several outputs; `SHAPE` for one that the calibration does not fit.
 */
export function conformalEnds(graph: Graph, calibration: Calibration): Conformal {
  const [output, another] = graph.outputs;
  if (output === undefined || another !== undefined)
    fail('UNSUPPORTED', {
      who: 'exportOnnx',
      what: 'mode conformal takes a model with one output',
      received: graph.outputs.map(({ name }) => name).join(', '),
    });
  const { shape } = graph.nodes[output.node]!;
  return 'margin' in calibration ? intervals(output.name, shape, calibration) : sets(output.name, shape, calibration);
}

const SITE = 'conformal';
const none = { inputs: [], write: () => new Map() };

function sets(name: string, shape: Shape, calibration: Exclude<Calibration, { margin: number }>): Conformal {
  const { classes, threshold } = calibration;
  if (shape.length !== 2 || shape[1] !== classes) misfit(`[rows, ${classes}]`, shape);
  const adaptive = calibration.score === 'aps';
  const rowOffset = { name: 'rowOffset', dataType: DataType.INT32, shape: [] };
  return {
    prelude: adaptive ? { ...none, inputs: [rowOffset] } : none,
    epilogue: {
      outputs: [{ name: `set:${name}`, dataType: DataType.BOOL, shape: [BATCH, classes] }],
      write: (w, [p]) => {
        w.site = SITE;
        if (!adaptive) return [w.node('GreaterOrEqual', [p!, w.f32(leastProbability(threshold))])];
        const shares = w.call(uniformFunction, [
          w.constant(Int32Array.from(calibration.key), [2]),
          rowOffset.name,
          w.constant(BigInt64Array.of(1n), []),
          w.node('Shape', [p!], { start: 0, end: 1 }),
        ]);
        return [w.call(adaptiveSetFunction, [p!, shares, w.constant(Float64Array.of(threshold), [])])];
      },
    },
  };
}

function intervals(name: string, shape: Shape, calibration: Extract<Calibration, { margin: number }>): Conformal {
  const columns = calibration.score === 'absolute' ? 1 : 2;
  if (sizeOf(shape.slice(1)) !== columns) misfit(columns === 1 ? '[rows] or [rows, 1]' : '[rows, 2]', shape);
  const end = (side: string): Conformal['epilogue']['outputs'][number] => ({
    name: `${side}:${name}`,
    dataType: DataType.DOUBLE,
    shape: [BATCH],
  });
  return {
    prelude: none,
    epilogue: {
      outputs: [end('lower'), end('upper')],
      write: (w, [predicted]) => {
        w.site = SITE;
        const margin = w.constant(Float64Array.of(calibration.margin), []);
        const [low, high] = columnsOf(w, w.cast(predicted!, DataType.DOUBLE), columns);
        const lower = w.node('Sub', [low, margin]);
        const upper = w.node('Add', [high, margin]);
        if (columns === 1) return [lower, upper];
        // Quantiles that are moved in so far that they would cross meet half-way.
        const crossed = w.node('Greater', [lower, upper]);
        const middle = w.node('Div', [w.node('Add', [lower, upper]), w.constant(Float64Array.of(2), [])]);
        return [lower, upper].map((each) => w.node('Where', [crossed, middle, each]));
      },
    },
  };
}

/** The first and the last column of predictions, each `[rows]`. */
function columnsOf(w: OnnxWriter, predicted: string, columns: number): [string, string] {
  if (columns === 1) {
    const only = w.node('Reshape', [predicted, w.i64s([-1])]);
    return [only, only];
  }
  const pairs = w.node('Reshape', [predicted, w.i64s([-1, columns])]);
  const column = (i: number): string =>
    w.node('Gather', [pairs, w.constant(BigInt64Array.of(BigInt(i)), [])], { axis: 1 });
  return [column(0), column(1)];
}

/** The least p in single precision for which 1 − p, in double precision, is at most the threshold. */
function leastProbability(threshold: number): number {
  if (threshold === Infinity) return -Infinity;
  const belongs = (p: number): boolean => 1 - p <= threshold;
  const bits = new Int32Array(Float32Array.of(Math.max(0, 1 - threshold)).buffer);
  const value = new Float32Array(bits.buffer);
  // Neighbours of a positive number are the neighbours of its bits.
  while (belongs(value[0]!) && bits[0]! > 0) bits[0]!--;
  while (!belongs(value[0]!)) bits[0]!++;
  return value[0]!;
}

function misfit(wanted: string, shape: Shape): never {
  fail('SHAPE', {
    who: 'exportOnnx',
    what: `the calibration is for predictions of shape ${wanted}`,
    received: `[rows, ${shape.slice(1).join(', ')}]`,
  });
}
