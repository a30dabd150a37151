/** Operators that ONNX Runtime does not have, beside plain loops over numbers, on every backend and through export. */
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../packages/backend-onnx/src/proto/encode.ts';
import type { Attributes, DataType, GraphProto } from '../../packages/backend-onnx/src/proto/messages.ts';
import { backendNames, backendOf } from './backends.ts';
import { wave, whole } from './operator-cases.ts';
import type { CaseTensor } from './value-file.ts';
import { runModel } from './run-case.ts';

interface Call {
  readonly op: string;
  readonly domain?: string;
  readonly attributes?: Attributes;
  readonly inputs: readonly CaseTensor[];
  readonly outputs?: number;
}

const runs = [...backendNames.map((name) => [name, false] as const), ['onnx', true] as const];
const types = { float: 1, int32: 6, int64: 7, uint8: 2, uint32: 12 } as const;

function bytesOf({ op, domain = '', attributes = {}, inputs, outputs = 1 }: Call): Uint8Array {
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  const graph: GraphProto = {
    name: 'one',
    nodes: [{ name: 'node', opType: op, domain, inputs: inputs.map((_, i) => `x${i}`), outputs: names, attributes }],
    initializers: [],
    inputs: inputs.map(({ type, shape }, i) => ({
      name: `x${i}`,
      dataType: types[type as keyof typeof types] as DataType,
      shape,
    })),
    outputs: names.map((name) => ({ name, dataType: 1, shape: [] })),
  };
  const imports = [{ domain: '', version: 27 }, ...(domain === '' ? [] : [{ domain, version: 1 }])];
  return encodeModel({ irVersion: 10, opsetImports: imports, producerName: 'test', producerVersion: '', graph });
}

async function expectOf(
  call: Call,
  want: readonly (readonly number[])[],
  name: string,
  through: boolean,
): Promise<void> {
  const got = await runModel(bytesOf(call), call.inputs, { backend: await backendOf(name), throughExport: through });
  got.forEach(({ value }, i) => {
    expect(value.data).toHaveLength(want[i]!.length);
    want[i]!.forEach((y, k) => expect(Math.abs(value.data[k]! - y)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(y))));
  });
}

const scalar = (value: number): CaseTensor => ({ type: 'float', shape: [], data: Float32Array.of(value) });
const numbersOf = (x: CaseTensor): number[] => Array.from(x.data);

describe.each(runs)('on %s (through export: %s)', (name, through) => {
  const [x, g, v] = [wave([2, 3]), wave([2, 3], 0.5, 1), wave([2, 3], 0.3, 2)];
  const h: CaseTensor = { ...v, data: Float32Array.from(v.data, (n) => n * n) };
  const training = 'ai.onnx.preview.training';
  const each = (f: (i: number) => number): number[] => numbersOf(x).map((_, i) => f(i));
  const slope = (i: number): number => g.data[i]! + 0.01 * x.data[i]!;

  it.each([0, 4])('Adam at step %d', async (time) => {
    const [alpha, beta, epsilon, decay] = [0.8, 0.95, 1e-3, 0.02];
    const rate = time > 0 ? (0.1 * Math.sqrt(1 - beta ** time)) / (1 - alpha ** time) : 0.1;
    const mean = each((i) => alpha * v.data[i]! + (1 - alpha) * slope(i));
    const square = each((i) => beta * h.data[i]! + (1 - beta) * slope(i) ** 2);
    const next = each((i) => (1 - decay) * (x.data[i]! - (rate * mean[i]!) / (Math.sqrt(square[i]!) + epsilon)));
    const attributes = {
      alpha: { float: alpha },
      beta: { float: beta },
      epsilon: { float: epsilon },
      norm_coefficient: { float: 0.01 },
      norm_coefficient_post: { float: decay },
    };
    const inputs = [scalar(0.1), whole('int64', [], [time]), x, g, v, h];
    await expectOf(
      { op: 'Adam', domain: training, attributes, inputs, outputs: 3 },
      [next, mean, square],
      name,
      through,
    );
  });

  it('Adagrad, with two weights', async () => {
    const square = each((i) => h.data[i]! + slope(i) ** 2);
    const next = each((i) => x.data[i]! - ((0.1 / (1 + 3 * 0.2)) * slope(i)) / (Math.sqrt(square[i]!) + 1e-3));
    const attributes = { decay_factor: { float: 0.2 }, epsilon: { float: 1e-3 }, norm_coefficient: { float: 0.01 } };
    const inputs = [scalar(0.1), whole('int64', [], [3]), x, x, g, g, h, h];
    const want = [next, next, square, square];
    await expectOf({ op: 'Adagrad', domain: training, attributes, inputs, outputs: 4 }, want, name, through);
  });

  it.each([
    ['standard', 0],
    ['standard', 2],
    ['nesterov', 2],
  ] as const)('Momentum, %s, at step %d', async (mode, time) => {
    const share = time > 0 ? 0.7 : 1;
    const speed = each((i) => 0.9 * v.data[i]! + share * slope(i));
    const next = each((i) => x.data[i]! - 0.1 * (mode === 'nesterov' ? slope(i) + 0.9 * speed[i]! : speed[i]!));
    const attributes = {
      mode: { string: mode },
      alpha: { float: 0.9 },
      beta: { float: 0.7 },
      norm_coefficient: { float: 0.01 },
    };
    const inputs = [scalar(0.1), whole('int64', [], [time]), x, g, v];
    await expectOf({ op: 'Momentum', domain: training, attributes, inputs, outputs: 2 }, [next, speed], name, through);
  });

  it('CausalConvWithState goes on where the steps before ended', async () => {
    const [input, w, bias, past] = [wave([2, 3, 5]), wave([3, 1, 3]), wave([3], 1, 2), wave([2, 3, 2], 1, 3)];
    const at = (n: number, c: number, i: number): number =>
      i < 2 ? past.data[(n * 3 + c) * 2 + i]! : input.data[(n * 3 + c) * 5 + i - 2]!;
    const places = Array.from({ length: 30 }, (_, k) => [Math.floor(k / 15), Math.floor(k / 5) % 3, k % 5] as const);
    const sums = places.map(([n, c, i]) =>
      [0, 1, 2].reduce((s, t) => s + at(n, c, i + t) * w.data[c * 3 + t]!, bias.data[c]!),
    );
    const state = places.filter(([, , i]) => i < 2).map(([n, c, i]) => at(n, c, 5 + i));
    const inputs = [input, w, bias, past];
    const want = [sums.map((s) => s / (1 + Math.exp(-s))), state];
    const attributes = { activation: { string: 'silu' } };
    await expectOf({ op: 'CausalConvWithState', attributes, inputs, outputs: 2 }, want, name, through);
  });

  it('LinearAttention fades and corrects its state', async () => {
    // One row, two heads of queries that share one of keys, three steps.
    const [q, k, value, past] = [
      wave([1, 3, 4]),
      wave([1, 3, 2], 0.7, 1),
      wave([1, 3, 3], 1, 2),
      wave([1, 1, 2, 3], 0.5),
    ];
    const [decay, beta] = [wave([1, 3, 2], 0.4, 3), wave([1, 3, 1], 0.6, 4)];
    const state = numbersOf(past);
    const out: number[] = [];
    for (let t = 0; t < 3; t++) {
      for (let d = 0; d < 2; d++) for (let m = 0; m < 3; m++) state[d * 3 + m]! *= Math.exp(decay.data[t * 2 + d]!);
      const read = [0, 1, 2].map((m) => [0, 1].reduce((s, d) => s + state[d * 3 + m]! * k.data[t * 2 + d]!, 0));
      for (let d = 0; d < 2; d++)
        for (let m = 0; m < 3; m++)
          state[d * 3 + m]! += k.data[t * 2 + d]! * beta.data[t]! * (value.data[t * 3 + m]! - read[m]!);
      for (let head = 0; head < 2; head++)
        for (let m = 0; m < 3; m++)
          out.push([0, 1].reduce((s, d) => s + (q.data[t * 4 + head * 2 + d]! * state[d * 3 + m]!) / Math.SQRT2, 0));
    }
    const attributes = { q_num_heads: { int: 2 }, kv_num_heads: { int: 1 }, update_rule: { string: 'gated_delta' } };
    const inputs = [q, k, value, past, decay, beta];
    await expectOf({ op: 'LinearAttention', attributes, inputs, outputs: 2 }, [out, state], name, through);
  });

  it('FlexAttention changes its scores by a graph', async () => {
    const [q, k, value] = [wave([1, 2, 2, 3]), wave([1, 1, 3, 3], 1, 1), wave([1, 1, 3, 2], 1, 2)];
    const port = (at: string) => ({ name: at, dataType: 1 as DataType, shape: [1, 2, 2, 3] });
    const graph: GraphProto = {
      name: 'mod',
      nodes: [{ name: 'bend', opType: 'Tanh', inputs: ['s'], outputs: ['t'] }],
      initializers: [],
      inputs: [port('s')],
      outputs: [port('t')],
    };
    const out: number[] = [];
    for (let row = 0; row < 4; row++) {
      const scores = [0, 1, 2].map((j) =>
        Math.exp(Math.tanh([0, 1, 2].reduce((s, d) => s + 0.25 * q.data[row * 3 + d]! * k.data[j * 3 + d]!, 0))),
      );
      const total = scores.reduce((a, b) => a + b);
      for (let m = 0; m < 2; m++) out.push(scores.reduce((s, p, j) => s + (p / total) * value.data[j * 2 + m]!, 0));
    }
    const attributes = { scale: { float: 0.25 }, score_mod: { graph } };
    const call = { op: 'FlexAttention', domain: 'ai.onnx.preview', attributes, inputs: [q, k, value] };
    await expectOf(call, [out], name, through);
  });

  it('BitCast keeps the bits of whole numbers', async () => {
    const inputs = [whole('uint8', [4], [0, 127, 128, 255])];
    await expectOf({ op: 'BitCast', attributes: { to: { int: 3 } }, inputs }, [[0, 127, -128, -1]], name, through);
  });

  it('BitCast gives the bits of floats, and floats of bits, to the last one', async () => {
    const special = [
      0,
      -0,
      1,
      -2.5,
      0.1,
      Infinity,
      -Infinity,
      NaN,
      3.4028234663852886e38,
      2 ** -126,
      2 ** -149,
      -1e-40,
    ];
    const data = Float32Array.from([...special, ...Array.from({ length: 64 }, (_, i) => Math.sin(i) * 10 ** (i - 32))]);
    const held = new Int32Array(data.buffer);
    const of = async (type: 'float' | 'int32', values: Float32Array | Int32Array, to: number) => {
      const inputs: CaseTensor[] = [{ type, shape: [values.length], data: values }];
      const bytes = bytesOf({ op: 'BitCast', attributes: { to: { int: to } }, inputs });
      const [got] = await runModel(bytes, inputs, { backend: await backendOf(name), throughExport: through });
      return Array.from(got!.value.data);
    };
    expect(await of('float', data, 6)).toEqual(Array.from(held));
    expect(await of('int32', held, 1)).toEqual(Array.from(data));
  });

  it('takes a tensor for an optional value that is there', async () => {
    await expectOf({ op: 'OptionalHasElement', inputs: [x] }, [[1]], name, through);
    await expectOf({ op: 'OptionalGetElement', inputs: [x] }, [numbersOf(x)], name, through);
  });
});
