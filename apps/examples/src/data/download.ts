/** Fetches a file over HTTP from the first mirror that gives what was asked for. */
import { fail } from '@bernoulli/api/ir';

export interface Download<T> {
  /** Addresses of the same file, in the order in which to try them. */
  readonly urls: readonly string[];
  /** Largest answer to accept, in bytes. */
  readonly maxBytes: number;
  /** What the bytes hold. Throws when they are not the right ones; then the next mirror is tried. */
  readonly read: (bytes: Uint8Array, url: string) => T | Promise<T>;
  /** Time for each mirror, in milliseconds. Default: two minutes. */
  readonly timeout?: number;
  /** What to tell the user to do when no mirror works. */
  readonly hint?: string;
}

/**
 * The bytes of a file that `read` accepts, and what it made of them.
 *
 * @throws BernoulliError `FILE`, with what went wrong at each mirror.
 */
export async function download<T>(wanted: Download<T>): Promise<{ bytes: Uint8Array; content: T }> {
  const { urls, maxBytes, read, timeout = 120_000, hint } = wanted;
  const problems: string[] = [];
  for (const url of urls) {
    try {
      const bytes = await get(url, maxBytes, timeout);
      return { bytes, content: await read(bytes, url) };
    } catch (error) {
      problems.push(`${url}: ${explain(error as Error)}`);
    }
  }
  return fail('FILE', { who: 'download', what: `no mirror gave the file (${problems.join('; ')})`, hint });
}

async function get(url: string, maxBytes: number, timeout: number): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok || response.body === null)
    throw new Error(`the server answered ${response.status} ${response.statusText}`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

/** `fetch` says little itself, and puts the reason into the cause. */
function explain(error: Error): string {
  const reason =
    error.cause instanceof Error ? error.cause.message || (error.cause as NodeJS.ErrnoException).code : undefined;
  return (reason ?? error.message).replace(/\.$/, '');
}
