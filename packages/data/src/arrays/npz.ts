/** Reads NPZ, the format of `numpy.savez`: arrays by name, in a zip file. */
import type { FileEntry } from '@zip.js/zip.js';
import { BernoulliError, fail, readConfig } from '@bernoulli/api/ir';
import { bytesOf, readFields, type Bytes, type ReadOptions, type Source } from '../source/source.ts';
import { decodeNpy, type NpyArray } from './npy.ts';

/**
 * The arrays of an NPZ file by name, in the file's order: `arr_0`, `arr_1`, … where they were saved without one. Members may be stored or
 * deflated (`numpy.savez`, `numpy.savez_compressed`), and each is read as {@link readNpy} reads it. The record has no prototype, so any
 * name is safe in it.
 *
 * The sizes that the file states are judged before memory is taken, one by one and together, and the checksum of each member is verified.
 *
 * @throws BernoulliError `FORMAT` for what is no such file, naming the member, and for more than `maxBytes` of arrays; `FILE` for a source
 * that cannot be read.
 * @example
 * ```ts
 * import { readNpz, type Source } from '@bernoulli/data';
 * async function load(file: Source) {
 *   const { x, y } = await readNpz(file); // numpy.savez("train.npz", x=x, y=y)
 *   return [x?.shape, y?.shape];
 * }
 * ```
 */
export async function readNpz(source: Source, options: ReadOptions = {}): Promise<Record<string, NpyArray>> {
  return decodeNpz(await bytesOf('readNpz', source, readConfig('readNpz', options, readFields)));
}

/** The same, of bytes at hand. */
export async function decodeNpz(file: Bytes): Promise<Record<string, NpyArray>> {
  // Loaded only when an archive is read.
  const { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } = await import('@zip.js/zip.js/lib/zip-core-native.js');
  const archive = new ZipReader(new Uint8ArrayReader(file.bytes), {
    strictness: 'strict',
    useWebWorkers: false,
    checkCrc32: true,
    checkOverlappingEntry: true,
  });
  const arrays = Object.create(null) as Record<string, NpyArray>;
  try {
    for (const entry of await members(file, archive.getEntriesGenerator())) {
      const { who, at } = memberOf(file, entry.filename);
      const bytes = await entry.getData(new Uint8ArrayWriter());
      arrays[entry.filename.slice(0, -SUFFIX.length)] = decodeNpy({ who, at, bytes });
    }
  } catch (cause) {
    if (BernoulliError.is(cause)) throw cause;
    const { who, at } = file;
    const received = (cause as Error).message;
    throw new BernoulliError('FORMAT', { who, at, what: 'the file must be a whole zip file', received }, { cause });
  }
  return arrays;
}

const SUFFIX = '.npy';

/** NumPy's own archives have some arrays; a model's, some hundreds. */
const MOST_MEMBERS = 2 ** 16;

/** The most bytes that deflate makes of one. */
const MOST_DEFLATED = 1032;

const [STORED, DEFLATED] = [0, 8];

type Listed = FileEntry | { readonly directory: true };

/** What there is to unpack, none of it unpacked yet. */
async function members(file: Bytes, entries: AsyncIterable<Listed>): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  let total = 0;
  for await (const entry of entries) {
    if (entry.directory) continue;
    if (found.push(entry) > MOST_MEMBERS)
      fail('FORMAT', { ...placeOf(file), what: `the file must hold at most ${MOST_MEMBERS} members` });
    checkMember(file, entry);
    total += entry.uncompressedSize;
    if (total > file.maxBytes)
      fail('FORMAT', {
        ...placeOf(file),
        what: `the arrays must take at most ${file.maxBytes} bytes`,
        received: `${total} bytes and more`,
      });
  }
  return found;
}

function checkMember(file: Bytes, entry: FileEntry): void {
  const { filename, encrypted, compressionMethod: method, compressedSize, uncompressedSize } = entry;
  const reject = (what: string, received: unknown): never =>
    fail('FORMAT', { ...memberOf(file, filename), what, received });
  if (!filename.endsWith(SUFFIX)) reject(`every member must be an array, called NAME${SUFFIX}`, filename);
  if (encrypted) reject('the member must not be encrypted', 'an encrypted one');
  if (method !== STORED && method !== DEFLATED) reject('the member must be stored or deflated', `method ${method}`);
  const most = method === STORED ? compressedSize : MOST_DEFLATED * compressedSize;
  if (uncompressedSize > most)
    reject(`${compressedSize} bytes in the file stand for at most ${most}`, `${uncompressedSize} bytes`);
}

function placeOf({ who, at }: Bytes): Pick<Bytes, 'who' | 'at'> {
  return { who, at };
}

function memberOf({ who, at }: Bytes, member: string): Pick<Bytes, 'who' | 'at'> {
  return { who, at: at === undefined ? member : `${at}/${member}` };
}
