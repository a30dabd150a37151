/** Weights in a file beside the model's. */
import { littleEndian } from '../proto/encode.ts';
import type { ModelProto, TensorProto } from '../proto/messages.ts';
import { sha256 } from './sha256.ts';

/** Smaller ones stay in the model: shapes and axes are read without the other file. */
const LEAST_BYTES = 1024;
/** Readers that map the file into memory want tensors to begin at a page. */
const PAGE = 4096;

export interface Detached {
  readonly model: ModelProto;
  /** Name and bytes of the other file; nothing where no tensor is large enough. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

/** Names of such files of a model: they tell the bytes, so that a model never reads those of another. */
export function dataName(stem: string): RegExp {
  const literal = stem.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  return new RegExp(`^${literal}-[0-9a-f]{16}\\.data$`);
}

/** The model without its large tensors, and the file `<stem>-<start of its SHA-256>.data` that has them. */
export function detach(model: ModelProto, stem: string): Detached {
  const { initializers } = model.graph;
  const offsets = new Map<TensorProto, number>();
  let size = 0;
  for (const tensor of initializers) {
    const { byteLength } = tensor.data;
    if (byteLength < LEAST_BYTES) continue;
    if (byteLength >= PAGE) size = Math.ceil(size / PAGE) * PAGE;
    offsets.set(tensor, size);
    size += byteLength;
  }
  if (offsets.size === 0) return { model, file: undefined };
  const bytes = new Uint8Array(size);
  for (const [{ data }, offset] of offsets) bytes.set(littleEndian(data), offset);
  const name = `${stem}-${sha256(bytes).slice(0, 16)}.data`;
  const placed = (tensor: TensorProto): TensorProto => {
    const offset = offsets.get(tensor);
    return offset === undefined ? tensor : { ...tensor, external: { location: name, offset } };
  };
  return {
    model: { ...model, graph: { ...model.graph, initializers: initializers.map(placed) } },
    file: { name, bytes },
  };
}
