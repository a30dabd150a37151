/** An exported model in ONNX Runtime itself, without any of our code between. */

export interface Rows {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** What the model gives for rows of inputs, or the reason why ONNX Runtime cannot be loaded. */
export async function runInOnnxRuntime(model: Uint8Array, x: Rows): Promise<Float32Array | string> {
  // Loaded only here: the package is large, native, and not there on every system.
  const ort = await import('onnxruntime-node').catch((error: Error) => error.message.split('\n')[0]!);
  if (typeof ort === 'string') return ort;
  const session = await ort.InferenceSession.create(model);
  try {
    const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
    const outputs = await session.run({ [input]: new ort.Tensor('float32', x.data, x.shape) });
    return outputs[output]!.data as Float32Array;
  } finally {
    await session.release();
  }
}
