/** Bytes that may or may not be compressed with gzip, as the bytes they stand for. */
import { BernoulliError, fail, readConfig } from '@bernoulli/api/ir';
import { bytesOf, collect, readFields, type Bytes, type ReadOptions, type Source } from './source.ts';

/**
 * The bytes of a source, decompressed where they start as gzip does. No more than `maxBytes` are ever held, so that a small file cannot fill
 * the memory.
 *
 * @throws BernoulliError `FORMAT` for a stream that is broken or cut short, and for more than `maxBytes`; `FILE` for a source that cannot
 * be read.
 * @see RFC 1952
 * @example
 * ```ts
 * import { gunzip } from '@bernoulli/data';
 * [...(await gunzip(Uint8Array.of(1, 2, 3)))]; // => [1, 2, 3]
 * ```
 */
export async function gunzip(source: Source, options: ReadOptions = {}): Promise<Uint8Array> {
  return unzipped(await bytesOf('gunzip', source, readConfig('gunzip', options, readFields)));
}

/** The same, of what a reader has at hand. */
export async function unzipped({ who, at, bytes, maxBytes }: Bytes): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const bounded = (length: number): void => {
    if (length > maxBytes)
      fail('FORMAT', { who, at, what: `the content must be at most ${maxBytes} bytes long`, received: 'more' });
  };
  try {
    return await collect(streamOf(bytes).pipeThrough(new DecompressionStream('gzip')), bounded);
  } catch (cause) {
    if (BernoulliError.is(cause)) throw cause;
    const received = (cause as Error).message || 'data that does not end';
    throw new BernoulliError('FORMAT', { who, at, what: 'the file must be whole gzip data', received }, { cause });
  }
}

/** How many bytes are handed to the decompressor at a time, so that little is unpacked beyond what is asked for. */
const CHUNK = 2 ** 16;

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream({
    pull(controller) {
      if (position >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(position, (position += CHUNK)));
    },
  });
}
