/** The sizes that an exported file leaves open are called after what they are. */
import {
  Add,
  Bidirectional,
  Concatenate,
  Conv2D,
  Dense,
  Dropout,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  input,
  LSTM,
  model,
  type Tensor,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx, type ExportOptions } from '@bernoulli/backend-onnx';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

async function axesOf(inputs: Tensor | Tensor[], output: Tensor, options: ExportOptions = {}) {
  const net = model(inputs, output);
  net.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const { inputMetadata, outputMetadata } = await InferenceSession.create(await exportOnnx(net, options));
  return Object.fromEntries(
    [...inputMetadata, ...outputMetadata].map((each) => [each.name, each.isTensor ? each.shape : []]),
  );
}

describe('open axes of an exported file', () => {
  it('are batch and time of a sequence, in what goes in and in what comes out', async () => {
    const x = input({ shape: [null, 3] });
    const y = new Bidirectional({ layer: new LSTM({ units: 4, returnSequences: true }) }).apply(x);
    expect(await axesOf(x, y)).toEqual({ input: ['batch', 'time', 3], output: ['batch', 'time', 8] });
    expect(await axesOf(x, y, { batchName: 'n' })).toEqual({ input: ['n', 'time', 3], output: ['n', 'time', 8] });
    const drawn = await axesOf(x, new Dropout({ rate: 0.5 }).apply(new LSTM({ units: 2 }).apply(y)), {
      mode: 'stochastic',
    });
    expect(drawn).toMatchObject({ input: ['batch', 'time', 3], output: ['batch', 2] });
  });

  it('are height and width of an image', async () => {
    const x = input({ shape: [null, null, 3] });
    const y = new Dense({ units: 2 }).apply(
      new GlobalMaxPooling2D().apply(new Conv2D({ filters: 2, kernelSize: 3, padding: 'same' }).apply(x)),
    );
    expect(await axesOf(x, y)).toEqual({ input: ['batch', 'height', 'width', 3], output: ['batch', 2] });
  });

  it('have names of their own where they may differ, also beside a batch that is called time', async () => {
    const [a, b] = [input({ shape: [null, 3] }), input({ shape: [null, 3] })];
    const both = new Concatenate().apply(new LSTM({ units: 2 }).apply(a), new GlobalMaxPooling1D().apply(b));
    expect(await axesOf([a, b], both)).toMatchObject({ input0: ['batch', 'time', 3], input1: ['batch', 'time_1', 3] });
    expect(await axesOf(a, new Add().apply(a, a), { batchName: 'time' })).toMatchObject({
      input: ['time', 'time_1', 3],
    });
  });
});

describe('names of open axes', () => {
  const named = () => [
    input({ shape: [null, 3], names: ['words', null] }),
    input({ shape: [null, 2], names: ['words', null] }),
  ];

  it('are those that inputs give them, one size of one name', async () => {
    const [a, b] = named() as [Tensor, Tensor];
    const y = new GlobalMaxPooling1D().apply(new Concatenate().apply(a, b));
    const want = { input0: ['batch', 'words', 3], input1: ['batch', 'words', 2], output: ['batch', 5] };
    expect(await axesOf([a, b], y)).toEqual(want);
    const noisy = new Dropout({ rate: 0.5 }).apply(y);
    expect(await axesOf([a, b], noisy, { mode: 'stochastic', batchName: 'n' })).toMatchObject({
      input0: ['n', 'words', 3],
      output: ['n', 5],
    });
    const net = model([a, b], y);
    net.compile({ seed: 1, backend: cpu({ threads: 1 }) });
    const rows = (steps: number, n: number) => ({ shape: [1, steps, n], data: new Float32Array(steps * n) });
    expect(await net.predict([rows(4, 3), rows(4, 2)])).toMatchObject({ shape: [1, 5] });
    await expect(net.predict([rows(4, 3), rows(5, 2)])).rejects.toThrow('words must be one size in all inputs');
  });

  it('stay as they are from import to export, in every mode, and the second file is the first, byte for byte', async () => {
    const [a, b] = named() as [Tensor, Tensor];
    const y = new Dropout({ rate: 0.5 }).apply(new GlobalMaxPooling1D().apply(new Concatenate().apply(a, b)));
    const net = model([a, b], y);
    net.compile({ seed: 1, backend: cpu({ threads: 1 }) });
    const again = async (bytes: Uint8Array, options: ExportOptions = {}) => {
      const read = await importOnnx(bytes);
      read.compile({ seed: 1, backend: cpu({ threads: 1 }) });
      return exportOnnx(read, options);
    };
    const first = await again(await exportOnnx(net, { batchName: 'rows' }));
    expect(await again(first)).toEqual(first);
    for (const mode of ['inference', 'stochastic'] as const) {
      const { inputMetadata } = await InferenceSession.create(await again(first, { mode }));
      expect(inputMetadata.map((each) => (each.isTensor ? each.shape : []))).toEqual([
        ['rows', 'words', 3],
        ['rows', 'words', 2],
      ]);
    }
  });
});
