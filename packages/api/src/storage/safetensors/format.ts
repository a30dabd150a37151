/** What the safetensors format fixes: its limits, and which element types exist and which of them we hold. */
import { fail, type DType } from '../../ir/index.ts';

/** The header may be at most this long. The format's own figure: 100 MB, decimal. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The one key of the header that is not a tensor. */
export const METADATA_KEY = '__metadata__';

/** The tensors start at a multiple of this many bytes in what we write. */
export const ALIGNMENT = 8;

/** Our dtypes in the order in which we write them, widest first, so that every tensor starts aligned. */
export const stored = {
  f32: { tag: 'F32', bytes: 4 },
  i32: { tag: 'I32', bytes: 4 },
  bool: { tag: 'BOOL', bytes: 1 },
} as const satisfies { readonly [D in DType]: { readonly tag: string; readonly bytes: number } };

const byTag = new Map<string, DType>((Object.keys(stored) as DType[]).map((dtype) => [stored[dtype].tag, dtype]));

/** Element types that the format has and this library does not. */
const foreign = new Set(
  'F4 F6_E2M3 F6_E3M2 F8_E5M2 F8_E4M3 F8_E8M0 U8 I8 U16 I16 F16 BF16 U32 U64 I64 F64 C64'.split(' '),
);

/** Throws a `FORMAT` error about a file, or about one tensor in it. */
export function reject(what: string, received?: unknown, tensor?: string): never {
  return fail('FORMAT', {
    who: 'safetensors',
    at: tensor === undefined ? undefined : `tensor ${JSON.stringify(tensor)}`,
    what,
    received,
  });
}

/** The dtype that a tag in a file stands for. */
export function dtypeOfTag(tag: unknown, tensor: string): DType {
  if (typeof tag !== 'string') reject('dtype must be a string', tag ?? null, tensor);
  const dtype = byTag.get(tag);
  if (dtype !== undefined) return dtype;
  return fail('FORMAT', {
    who: 'safetensors',
    at: `tensor ${JSON.stringify(tensor)}`,
    what: foreign.has(tag) ? 'dtype is not supported by this library' : 'dtype is unknown',
    received: tag,
    hint: `Expected one of ${[...byTag.keys()].join(', ')}`,
  });
}
