/** Bytes that may or may not be compressed with gzip, as the bytes they stand for. */
import { gunzipSync } from 'node:zlib';
import { fail } from '@bernoulli/api/ir';

/**
 * `bytes`, decompressed where they start as gzip does.
 *
 * @param most Largest result to accept, so that a small file cannot fill the memory.
 * @throws BernoulliError `FORMAT` when the stream is broken, cut short, or too large.
 */
export function gunzip(bytes: Uint8Array, most: number, at: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const tooLarge = code === 'ERR_BUFFER_TOO_LARGE';
    return fail('FORMAT', {
      who: 'gunzip',
      at,
      what: tooLarge ? `the content must be at most ${most} bytes long` : 'the file must be whole gzip data',
      received: tooLarge ? 'more' : message,
    });
  }
}
