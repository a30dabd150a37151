/** What a network is held to: gradients of every backend against double precision, and its export against what it predicts. */
import { Trace, type Backend, type Module, type Tensor, type TensorData } from '@bernoulli/api';
import { gradients, type Graph } from '@bernoulli/api/ir';
import { interpret, type Interpretation } from '@bernoulli/api/ir/interpret';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import type { RandomNetwork } from './random-network.ts';

const ROWS = 4;
const GRADIENT = 'gradient of ';

type Values = Interpretation['outputs'];

/** Largest difference, beside 1 and the largest value of the array. */
export const tolerance = { gradients: 1e-4, exported: 1e-5, differences: 1e-5 };

/** The outputs of a training pass and the gradients of Σ y · sin by every weight, as one graph. */
function gradientGraph({ net, data }: RandomNetwork): Graph {
  const trace = new Trace(new Map(placesOf(net, 'net')), { mode: 'train' });
  const { shape, data: values } = data(ROWS);
  const y = net.apply(trace.input('input', { dtype: values instanceof Int32Array ? 'i32' : 'f32', shape })) as Tensor;
  const weights = [...trace.parameters.values()].filter(({ trainable }) => trainable);
  const upstream = y.constant(
    Float32Array.from({ length: ROWS * 2 }, (_, i) => Math.sin(i + 1)),
    [ROWS, 2],
  );
  const loss = trace.losses.reduce((sum, { value }) => sum.add(value.sum()), y.mul(upstream).sum());
  const all = gradients(
    trace.b,
    loss.ref,
    weights.map(({ value }) => value.ref),
  );
  return trace.b.build({
    outputs: {
      y: y.ref,
      loss: loss.ref,
      ...Object.fromEntries(weights.map(({ path }, i) => [GRADIENT + path, all[i]!])),
      ...Object.fromEntries([...trace.replacements].map(([path, value]) => [`next ${path}`, value.ref])),
    },
  });
}

/** The gradients along a direction through all weights, against a difference quotient in double precision. */
function judgeGradients(graph: Graph, values: Readonly<Record<string, TensorData>>, want: Values): string[] {
  const step = 1e-6;
  const paths = Object.keys(want).flatMap((name) => (name.startsWith(GRADIENT) ? [name.slice(GRADIENT.length)] : []));
  const along = (i: number): number => Math.cos(1.3 * i + 0.4);
  const moved = (by: number): number => {
    const weights = paths.map((path): [string, Values[string]] => {
      const { dtype, shape, data } = values[path]!;
      return [path, { dtype, shape, data: Float64Array.from(data, (value, i) => value + by * along(i)) }];
    });
    return interpret(graph, { ...values, ...Object.fromEntries(weights) }).outputs['loss']!.data[0]!;
  };
  const quotient = (moved(step) - moved(-step)) / (2 * step);
  const slope = paths
    .flatMap((path) => Array.from(want[GRADIENT + path]!.data, (g, i) => g * along(i)))
    .reduce((sum, each) => sum + each, 0);
  const off = Math.abs(quotient - slope) / Math.max(1, Math.abs(slope));
  return off <= tolerance.differences
    ? []
    : [`the gradient along a direction is ${slope}, and the quotient ${quotient}`];
}

function placesOf(module: Module, path: string): [Module, string][] {
  return [[module, path], ...module.children().flatMap(([name, child]) => placesOf(child, `${path}/${name}`))];
}

/** The values of all inputs of a graph: data, weights, keys that differ from site to site. */
async function valuesFor(network: RandomNetwork, graph: Graph): Promise<Record<string, TensorData>> {
  const weights: Readonly<Record<string, TensorData>> = await network.net.getWeights();
  const { shape, data } = network.data(ROWS);
  return Object.fromEntries(
    graph.inputs.map(({ name, node }, i): [string, TensorData] => {
      const type = graph.nodes[node]!;
      if (name === 'input') return [name, { dtype: type.dtype, shape, data }];
      if (name in weights) return [name, offZero(weights[name]!)];
      const filled = type.shape.length === 0 ? [0] : [17 + i, 40 - i];
      return [name, { dtype: type.dtype, shape: type.shape, data: Int32Array.from(filled) }];
    }),
  );
}

/** Biases of exactly 0 behind zeros of the data are corners of the rectifier, where a difference quotient says something else. */
function offZero({ dtype, shape, data }: TensorData): TensorData {
  return { dtype, shape, data: Float32Array.from(data, (value, i) => value + 0.03 * Math.sin(2.1 * i + 1)) };
}

/** How far two arrays are apart, beside the largest value. NaN is as far as can be. */
function apart(got: { readonly data: ArrayLike<number> }, want: { readonly data: ArrayLike<number> }): number {
  const scale = Array.from(want.data).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return Array.from(want.data).reduce((most, value, i) => {
    const off = Math.abs(got.data[i]! - value) / scale;
    return Number.isNaN(off) ? Infinity : Math.max(most, off);
  }, 0);
}

/** What is wrong with a network on some backends; nothing where all is well. */
export async function judgeNetwork(
  network: RandomNetwork,
  backends: Readonly<Record<string, () => Backend>>,
): Promise<string[]> {
  const faults: string[] = [];
  network.net.compile({ seed: 3, backend: cpu() });
  const graph = gradientGraph(network);
  const values = await valuesFor(network, graph);
  const want = interpret(graph, values).outputs;
  // The vectors of a spectral norm are held while the gradient is taken: it is no slope.
  if (!network.text.includes('SpectralNormalization')) faults.push(...judgeGradients(graph, values, want));
  for (const [name, make] of Object.entries(backends)) {
    const executable = await make().compile(graph);
    const got = await executable.run(values);
    for (const [output, value] of Object.entries(want)) {
      const off = apart(got[output]!, value);
      if (off > tolerance.gradients) faults.push(`${name}: ${output} is ${off} off`);
    }
    await executable.dispose();
  }
  const bytes = await exportOnnx(network.net);
  faults.push(...(await judgeExport(network, bytes)));
  // Loops over an axis that is open are not read.
  if (!network.open) faults.push(...(await judgeReturn(network, bytes)));
  await network.net.dispose();
  return faults;
}

/** The exported network on ONNX Runtime, as it stands and optimized, on one thread and two, for batches, and sequences, of two sizes. */
async function judgeExport({ net, open, data }: RandomNetwork, bytes: Uint8Array): Promise<string[]> {
  const faults: string[] = [];
  for (const graphOptimizationLevel of ['disabled', 'all'] as const)
    for (const intraOpNumThreads of [1, 2]) {
      const session = await ort.InferenceSession.create(bytes, {
        graphOptimizationLevel,
        intraOpNumThreads,
        logSeverityLevel: 3,
      });
      for (const [rows, steps] of open
        ? [
            [1, 8],
            [5, 3],
          ]
        : [[1], [5]]) {
        const { shape, data: values } = data(rows!, steps);
        const feed =
          values instanceof Int32Array
            ? new ort.Tensor('int32', values, shape)
            : new ort.Tensor('float32', values, shape);
        const got = await session.run({ [session.inputNames[0]!]: feed });
        const off = apart(
          { data: got[session.outputNames[0]!]!.data as Float32Array },
          await net.predict({ shape, data: values }),
        );
        if (off > tolerance.exported)
          faults.push(
            `export, ${graphOptimizationLevel}, ${intraOpNumThreads} threads, ${shape.join('×')}: ${off} off`,
          );
      }
      await session.release();
    }
  return faults;
}

/** The file read and written, and that once more: the second time nothing changes, neither bytes nor predictions. */
async function judgeReturn({ net, data }: RandomNetwork, bytes: Uint8Array): Promise<string[]> {
  const x = data(3);
  const again = async (file: Uint8Array): Promise<{ file: Uint8Array; y: TensorData }> => {
    const read = await importOnnx(file);
    read.compile({ seed: 1, backend: cpu() });
    try {
      return { y: (await read.predict(x)) as TensorData, file: await exportOnnx(read) };
    } finally {
      await read.dispose();
    }
  };
  const first = await again(bytes);
  const second = await again(first.file);
  const off = apart(first.y, await net.predict(x));
  return [
    ...(off > tolerance.exported ? [`read again, it is ${off} off`] : []),
    ...(apart(second.y, first.y) === 0 ? [] : ['read twice, it predicts something else']),
    ...(Buffer.compare(first.file, second.file) === 0 ? [] : ['read and written again, its bytes are others']),
  ];
}
