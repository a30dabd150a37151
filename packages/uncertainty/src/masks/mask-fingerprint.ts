/** A short name for a mask, to compare by: on another backend, after a resume, years later. */
import type { TensorData } from '@bernoulli/api';

/**
 * The first 12 hexadecimal digits of the SHA-256 of the mask's shape and values. Equal masks have equal fingerprints, and others, as good as
 * always, another one.
 *
 * @param mask as `model.masks` gives it
 * @example
 * ```ts
 * import { Dropout, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { maskFingerprint } from '@bernoulli/uncertainty';
 * const model = sequential([new Dropout({ rate: 0.5 })], { name: 'net' });
 * model.compile({ seed: 7, backend: cpu() });
 * model.buildFor([64]);
 * const at = async (step: number) => maskFingerprint((await model.masks(step))['net/dropout']!);
 * (await at(3)) === (await at(3)); // => true
 * (await at(3)) === (await at(4)); // => false
 * ```
 */
export async function maskFingerprint({ dtype, shape, data }: TensorData): Promise<string> {
  const head = new TextEncoder().encode(`${dtype}[${shape.join()}]`);
  const bytes = new Uint8Array(head.length + data.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
