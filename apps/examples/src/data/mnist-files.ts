/** Where the four files of MNIST are found: in a directory of the user's, in a cache, or on a mirror. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BernoulliError, fail } from '@bernoulli/api/ir';
import { readFile, writeFileAtomic } from '@bernoulli/api/node';
import { gunzip } from '@bernoulli/data';
import { download } from './download.ts';

/** Length and SHA-256 of each file, uncompressed: mirrors may compress as they like. */
const known = {
  'train-images-idx3-ubyte': {
    bytes: 47_040_016,
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  'train-labels-idx1-ubyte': {
    bytes: 60_008,
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  't10k-images-idx3-ubyte': {
    bytes: 7_840_016,
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  't10k-labels-idx1-ubyte': {
    bytes: 10_008,
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
} as const;

export type MnistFile = keyof typeof known;

const publicMirrors = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
const hint = 'Without a network, download the four files elsewhere and pass --data DIR';

/** Largest file accepted from a user's directory: some 340,000 images. */
const most = 2 ** 28;

export interface MnistSource {
  /** Directory in which downloads are kept. */
  readonly cache: string;
  /** Addresses that end in `/`, in the order in which to try them. */
  readonly mirrors?: readonly string[];
}

/** The directory for downloads that the system's habits call for. */
export function cacheDirectory(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  const base = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME;
  return join(base || join(homedir(), '.cache'), 'bernoulli', 'mnist');
}

/** A file from a directory, as it is or with `.gz`, uncompressed. */
export async function findMnistFile(file: MnistFile, dir: string): Promise<{ bytes: Uint8Array; at: string }> {
  const at = [join(dir, file), join(dir, `${file}.gz`)].find((path) => existsSync(path));
  if (at === undefined)
    return fail('FILE', { who: 'loadMnist', at: dir, what: `there is neither ${file} nor ${file}.gz` });
  return { bytes: await gunzip(await readFile(at, { maxBytes: most }), { maxBytes: most, name: at }), at };
}

/** A file from the cache, or else from a mirror and then into the cache. Only the known bytes are ever accepted. */
export async function fetchMnistFile(
  file: MnistFile,
  { cache, mirrors = publicMirrors }: MnistSource,
): Promise<{ bytes: Uint8Array; at: string }> {
  const at = join(cache, `${file}.gz`);
  if (existsSync(at)) {
    try {
      return { bytes: await checked(file, await readFile(at, { maxBytes: most }), at), at };
    } catch (error) {
      // A damaged cache is only a reason to download again; a cache that cannot be read is the user's to see.
      if (!BernoulliError.is(error) || error.code !== 'FORMAT') throw error;
    }
  }
  const { bytes, content } = await download({
    urls: mirrors.map((mirror) => `${mirror}${file}.gz`),
    maxBytes: known[file].bytes,
    read: (received, url) => checked(file, received, url),
    hint,
  });
  await mkdir(cache, { recursive: true });
  await writeFileAtomic(at, bytes);
  return { bytes: content, at };
}

async function checked(file: MnistFile, received: Uint8Array, at: string): Promise<Uint8Array> {
  const expected = known[file];
  const bytes = await gunzip(received, { maxBytes: expected.bytes, name: at });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256)
    fail('FORMAT', {
      who: 'loadMnist',
      at,
      what: `the SHA-256 of ${file} must be ${expected.sha256}`,
      received: sha256,
    });
  return bytes;
}
