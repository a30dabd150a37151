/** Notes of what an engine is made to do. */
import * as tf from '@tensorflow/tfjs-core';
import type { EngineName } from '@bernoulli/backend-tfjs';

/**
 * Names of the TF.js kernels of an engine, in the order in which they are called from now on; with a mark where a product has
 * a transpose flag set. To be called before the first compile.
 */
export function recordKernels(engine: EngineName): string[] {
  const called: string[] = [];
  for (const config of tf.getKernelsForBackend(engine)) {
    tf.unregisterKernel(config.kernelName, engine);
    const kernelFunc: tf.KernelFunc = (call) => {
      const { transposeA, transposeB } = call.attrs ?? {};
      called.push(transposeA || transposeB ? `${config.kernelName} flagged` : config.kernelName);
      return config.kernelFunc(call);
    };
    tf.registerKernel({ ...config, kernelFunc });
  }
  return called;
}

/** Arrays that cross the border of an engine. */
export interface Traffic {
  /** The length of each array that was handed to the engine. */
  readonly written: number[];
  /** How many were read back. */
  readonly read: number;
}

/** What crosses the border of an engine that has started while something is done. */
export async function recordTraffic(engine: EngineName, action: () => Promise<unknown>): Promise<Traffic> {
  const memory = tf.findBackend(engine);
  const { write, read, readSync } = memory;
  const written: number[] = [];
  let [reads, nested] = [0, 0];
  memory.write = (values, ...type) => {
    // Without values it is memory for a result.
    if (values) written.push(values.length);
    return write.call(memory, values, ...type);
  };
  memory.readSync = (dataId) => {
    if (nested === 0) reads++;
    return readSync.call(memory, dataId);
  };
  memory.read = (dataId) => {
    reads++;
    nested++;
    const values = read.call(memory, dataId);
    nested--;
    return values;
  };
  try {
    await action();
  } finally {
    Object.assign(memory, { write, read, readSync });
  }
  return { written, read: reads };
}
