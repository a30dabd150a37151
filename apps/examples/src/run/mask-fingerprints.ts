/** The dropout masks of one training step on several backends, each with a short hash to compare them by. */
import { createHash } from 'node:crypto';
import { BernoulliError, findBackend, type Model, type Shape } from '@bernoulli/api';

export interface Fingerprint {
  readonly backend: string;
  readonly rows: number;
  readonly columns: number;
  readonly mask: Uint8Array;
  /** The first 12 hexadecimal digits of the SHA-256 of the mask's bytes. */
  readonly hash: string;
}

export interface MaskSettings {
  readonly model: () => Model;
  /** Shape of one row of inputs. */
  readonly row: Shape;
  readonly seed: number;
  readonly step: number;
  /** Default 32. */
  readonly batchSize?: number;
}

/** Draws the mask of the model's one dropout site on each backend that is installed. */
export async function maskFingerprints(backends: readonly string[], settings: MaskSettings): Promise<Fingerprint[]> {
  const { model: make, row, seed, step, batchSize = 32 } = settings;
  const found: Fingerprint[] = [];
  for (const name of backends) {
    const backend = await findBackend(name).catch((error: unknown) => {
      if (BernoulliError.is(error) && error.code === 'BACKEND') return undefined;
      throw error;
    });
    if (backend === undefined) continue;
    const model = make();
    model.compile({ seed, backend });
    model.buildFor(row);
    const [drawn] = Object.values(await model.masks(step, { batchSize }));
    await model.dispose();
    const mask = drawn!.data as Uint8Array;
    const hash = createHash('sha256').update(mask).digest('hex').slice(0, 12);
    found.push({ backend: name, rows: batchSize, columns: mask.length / batchSize, mask, hash });
  }
  return found;
}
