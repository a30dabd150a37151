/** Reads and judges the header of a safetensors file: every rule that needs no look at the tensor bytes. */
import { checkKeys, MAX_AXES, type DType } from '../../ir/index.ts';
import { dtypeOfTag, MAX_HEADER_BYTES, METADATA_KEY, reject, stored } from './format.ts';
import { boundJson } from '../bound-json.ts';
import { scanJson } from './scan.ts';

/** Stricter bounds for files from strangers. The format's own hold in any case. */
export interface SafetensorsLimits {
  /** Longest header to read, in bytes. Default and most: 100,000,000. */
  readonly headerBytes?: number;
  /** Most tensors to read. Default: as many as a header can name that takes 32 MB and twice its length in memory, some 50,000. */
  readonly tensors?: number;
}

/** Where one tensor lies, `begin` and `end` counted from the end of the header. */
export interface Entry {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** Position in the file of the first tensor byte. */
  readonly start: number;
}

/** A header holds entries, and these hold lists. */
const deepest = 3;

/** What the entry of a tensor takes in memory, by the measure of `boundJson`. */
const TENSOR_BYTES = 1000;

export function readHeader(bytes: Uint8Array, limits: SafetensorsLimits = {}): Header {
  checkKeys('decodeSafetensors', limits, ['headerBytes', 'tensors']);
  const { text, start } = headerText(bytes, limits);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    reject('the header must be JSON', String((cause as Error).message));
  }
  scanJson(text);

  const names = Object.entries(json as Record<string, unknown>);
  const metadata = readMetadata(names.find(([name]) => name === METADATA_KEY)?.[1]);
  const tensors = names.filter(([name]) => name !== METADATA_KEY);
  if (limits.tensors !== undefined && tensors.length > limits.tensors)
    reject(`the file must hold at most ${limits.tensors} tensors`, tensors.length);
  const entries = tensors.map(([name, entry]) => readEntry(name, entry));
  checkCover(entries, bytes.length - start);
  return { entries, metadata, start };
}

function headerText(bytes: Uint8Array, limits: SafetensorsLimits): { text: string; start: number } {
  const most = Math.min(limits.headerBytes ?? MAX_HEADER_BYTES, MAX_HEADER_BYTES);
  if (bytes.length < 8)
    reject('the file must start with 8 bytes that give the length of its header', `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(most)) reject(`the header must be at most ${most} bytes long`, `${length} bytes`);
  const start = 8 + Number(length);
  if (start > bytes.length)
    reject('the header must end inside the file', `a header of ${length} bytes in a file of ${bytes.length} bytes`);
  if (bytes[8] !== 0x7b || length === 0n)
    reject("the header must start with '{'", length === 0n ? 'an empty header' : `byte 0x${bytes[8]!.toString(16)}`);
  const problem = boundJson(bytes.subarray(8, start), deepest, (limits.tensors ?? 0) * TENSOR_BYTES);
  if (problem !== null) reject(`the header ${problem}`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)), start };
  } catch {
    return reject('the header must be valid UTF-8');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMetadata(value: unknown): Record<string, string> {
  const metadata = Object.create(null) as Record<string, string>;
  if (value === undefined) return metadata;
  if (!isRecord(value)) reject(`${METADATA_KEY} must be an object of strings`, value);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      reject(`${METADATA_KEY} must map strings to strings; the value of ${JSON.stringify(key)} is not one`, text);
    metadata[key] = text;
  }
  return metadata;
}

const entryKeys = ['dtype', 'shape', 'data_offsets'];

function readEntry(name: string, value: unknown): Entry {
  if (!isRecord(value)) reject('an entry must be an object', value, name);
  for (const key of entryKeys)
    if (!Object.hasOwn(value, key))
      reject(`an entry must have ${entryKeys.join(', ')}; ${key} is missing`, value, name);
  for (const key of Object.keys(value))
    if (!entryKeys.includes(key)) reject(`an entry must have ${entryKeys.join(', ')} and nothing else`, key, name);

  const dtype = dtypeOfTag(value['dtype'], name);
  const { shape, data_offsets: offsets } = value;
  if (Array.isArray(shape) && shape.length > MAX_AXES)
    reject(`shape must have at most ${MAX_AXES} axes`, shape.length, name);
  if (!Array.isArray(shape) || !shape.every(isSize))
    reject('shape must be a list of non-negative safe integers', shape, name);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize))
    reject('data_offsets must be two non-negative safe integers', offsets, name);
  const [begin, end] = offsets as [number, number];
  if (begin > end) reject('data_offsets must not end before they begin', offsets, name);

  const size = byteSize(shape, stored[dtype].bytes);
  if (size === null) reject('the size in bytes must be a safe integer', shape, name);
  if (size !== end - begin)
    reject(
      `${stored[dtype].tag} of shape [${shape.join(', ')}] takes ${size} bytes`,
      `data_offsets that span ${end - begin} bytes`,
      name,
    );
  return { name, dtype, shape: Object.freeze([...shape]), begin, end };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Bytes of a dense array, or `null` where a product on the way is too large to be exact, even if a later size is 0. */
function byteSize(shape: readonly number[], each: number): number | null {
  let size = 1;
  for (const n of [...shape, each]) {
    size *= n;
    if (!Number.isSafeInteger(size)) return null;
  }
  return size;
}

/** The tensors, in order, must lie end to end from the first byte to the last: nothing shared, nothing hidden between. */
function checkCover(entries: readonly Entry[], length: number): void {
  let position = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > length) reject(`data_offsets must lie within the ${length} bytes after the header`, [begin, end], name);
    if (begin < position)
      reject(`data_offsets overlap those of another tensor, which ends at ${position}`, [begin, end], name);
    if (begin > position)
      reject(`data_offsets leave a hole: the tensor before ends at ${position}`, [begin, end], name);
    position = end;
  }
  if (position !== length)
    reject(`the tensors must cover all of the ${length} bytes after the header`, `${position} bytes`);
}
