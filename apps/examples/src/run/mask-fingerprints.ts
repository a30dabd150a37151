/** The dropout mask of one training step on several backends, each with a short hash to compare it by. */
import { BernoulliError, findBackend, type Model, type Shape } from '@bernoulli/api';
import { maskFingerprint as fingerprintOf } from '@bernoulli/uncertainty';

export interface Fingerprint {
  readonly backend: string;
  readonly rows: number;
  readonly columns: number;
  readonly mask: Uint8Array;
  /** The first 12 hexadecimal digits of the SHA-256 of the mask's shape and values. */
  readonly hash: string;
}

/** A backend that is not installed, or whose engine is not. */
export interface Absent {
  readonly backend: string;
  readonly reason: string;
}

export interface MaskSettings {
  /** A fresh model with one dropout site. */
  readonly model: () => Model;
  /** Shape of one row of inputs. */
  readonly row: Shape;
  readonly seed: number;
  readonly step: number;
  /** Default 32. */
  readonly batchSize?: number;
}

/** Draws the mask on a backend. */
export async function maskFingerprint(backend: string, settings: MaskSettings): Promise<Fingerprint | Absent> {
  const { model: make, row, seed, step, batchSize = 32 } = settings;
  try {
    const model = make();
    model.compile({ seed, backend: await findBackend(backend) });
    model.buildFor(row);
    const [drawn] = Object.values(await model.masks(step, { batchSize }));
    await model.dispose();
    const mask = drawn!.data as Uint8Array;
    const hash = await fingerprintOf(drawn!);
    return { backend, rows: batchSize, columns: mask.length / batchSize, mask, hash };
  } catch (error) {
    if (BernoulliError.is(error) && error.code === 'BACKEND') return { backend, reason: error.message };
    throw error;
  }
}
