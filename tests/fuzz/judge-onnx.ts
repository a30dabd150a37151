/** Imports one hostile ONNX file, reads it once, and exports it again; only an error of ours may come of that. */
import { BernoulliError } from '@bernoulli/api';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';

/** The code of the error, or `loaded`. */
export async function importAndExport(bytes: Uint8Array): Promise<void> {
  const model = await importOnnx(bytes);
  try {
    model.compile({ seed: 1 });
    if (model.rows === undefined) return;
    await exportOnnx(model);
  } catch (error) {
    // A sound file need not be a model with rows: it may say so now.
    if (!BernoulliError.is(error)) throw error;
  }
}
