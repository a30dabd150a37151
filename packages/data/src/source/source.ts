/** Where bytes come from: memory, a file that a page was given, or an answer from the network. Never more of them than was agreed. */
import { BernoulliError, fail, optional, text, whole } from '@bernoulli/api/ir';

/** What has bytes to give: a `Blob`, a `File`, a `Response`. */
export interface BytesHolder {
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The bytes of a file, or what can give them: the `Response` of `fetch`, the `File` of an `<input>`, a `Blob`. */
export type Source = Uint8Array | ArrayBuffer | BytesHolder;

/** What every reader is told. */
export interface ReadOptions {
  /** What messages call the file: its path or address. Default: the address of a `Response`, the name of a `File`. */
  readonly name?: string | undefined;
  /** Most bytes to accept, of the file and of what it holds uncompressed. Default: 2 GiB − 1. */
  readonly maxBytes?: number | undefined;
}

/** The same, for `readConfig`. */
export const readFields = { name: optional(text()), maxBytes: whole(1, 2 ** 31 - 1) };

/** What a reader works on: the bytes, who speaks in messages, and what they call the file. */
export interface Bytes {
  readonly who: string;
  readonly at: string | undefined;
  readonly bytes: Uint8Array;
  readonly maxBytes: number;
}

interface Settings {
  readonly name: string | undefined;
  readonly maxBytes: number;
}

/** What the holders that we know have beside their bytes. */
interface Holder extends BytesHolder {
  readonly name?: unknown;
  readonly url?: unknown;
  readonly size?: unknown;
  readonly ok?: unknown;
  readonly status?: unknown;
  readonly body?: ReadableStream<Uint8Array> | null;
}

/** @throws BernoulliError `DATA` for what has no bytes; `FORMAT` for more than `maxBytes`; `FILE` where they cannot be had. */
export async function bytesOf(who: string, source: Source, { name, maxBytes }: Settings): Promise<Bytes> {
  const at = name ?? nameOf(source);
  const bytes = await read(who, at, source, maxBytes);
  return { who, at, bytes, maxBytes };
}

async function read(who: string, at: string | undefined, source: Source, maxBytes: number): Promise<Uint8Array> {
  const bounded = (length: number): void => {
    if (length > maxBytes) failTooLong(who, at, maxBytes, length);
  };
  if (ArrayBuffer.isView(source)) {
    bounded(source.byteLength);
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  if (isBuffer(source)) {
    bounded(source.byteLength);
    return new Uint8Array(source);
  }
  if (typeof (source as Partial<BytesHolder> | undefined)?.arrayBuffer !== 'function')
    return fail('DATA', {
      who,
      at,
      what: 'the source must be bytes, or a Blob, File or Response that gives them',
      received: typeof source === 'object' ? (source as object | null) : source,
      hint: typeof source === 'string' ? `Read the file first: await ${who}(await readFile(path))` : undefined,
    });
  const { ok, status, size, body } = source as Holder;
  if (ok === false) fail('FILE', { who, at, what: `the server answered ${String(status)}` });
  if (typeof size === 'number') bounded(size);
  try {
    return body ? await collect(body, bounded) : new Uint8Array(await source.arrayBuffer());
  } catch (cause) {
    return failRead(who, at, cause);
  }
}

/** The chunks of a stream as one; `bounded` is told how many bytes there are so far, and throws when they are too many. */
export async function collect(
  stream: ReadableStream<Uint8Array>,
  bounded: (length: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: streams are not iterable in every browser.
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      bounded(length);
      chunks.push(next.value);
    }
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error;
  }
  const all = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    all.set(chunk, position);
    position += chunk.length;
  }
  return all;
}

function isBuffer(source: unknown): source is ArrayBuffer {
  return Object.prototype.toString.call(source) === '[object ArrayBuffer]';
}

function nameOf(source: unknown): string | undefined {
  if (typeof source !== 'object' || source === null || ArrayBuffer.isView(source)) return undefined;
  const { name, url } = source as Holder;
  return [name, url].find((text): text is string => typeof text === 'string' && text !== '');
}

function failTooLong(who: string, at: string | undefined, most: number, length: number): never {
  return fail('FORMAT', { who, at, what: `the file must be at most ${most} bytes long`, received: `${length} bytes` });
}

function failRead(who: string, at: string | undefined, cause: unknown): never {
  if (BernoulliError.is(cause)) throw cause;
  const { name, message } = cause as Error;
  const code = name === 'AbortError' ? 'ABORTED' : 'FILE';
  throw new BernoulliError(code, { who, at, what: `the bytes cannot be read: ${message}` }, { cause });
}
