/** Files of ONNX's cases: a tensor, a sequence of them, or an optional value, as the model's port says. Field numbers from `onnx-data.proto`. */
import { BernoulliError } from '@bernoulli/api';
import { decodeTensor } from '../../packages/backend-onnx/src/proto/decode-tensor.ts';
import { ProtoReader } from '../../packages/backend-onnx/src/proto/reader.ts';
import type { ElementType } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { StoredType } from '../../packages/backend-onnx/src/proto/stored-model.ts';
import { numbersOf, type Numbers } from '../../packages/backend-onnx/src/proto/stored-tensor.ts';

export interface CaseTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** `null` for an optional value that is not there. */
export type CaseValue = CaseTensor | readonly CaseTensor[] | null;

export function readValue(bytes: Uint8Array, type: StoredType): CaseValue {
  const r = new ProtoReader(bytes);
  if (typeof type === 'string' || type.of === undefined) return tensor(r);
  return type.other === 'optional' ? optional(r) : sequence(r);
}

function tensor(r: ProtoReader): CaseTensor {
  const stored = decodeTensor(r);
  if ('why' in stored)
    throw new BernoulliError('UNSUPPORTED', { who: 'onnx-tests', what: `a tensor that ${stored.why}` });
  return { type: stored.type, shape: stored.shape, data: numbersOf(stored) };
}

function sequence(r: ProtoReader): CaseTensor[] {
  const items: CaseTensor[] = [];
  for (const field of r.fields())
    if (field === 3) items.push(r.message(tensor));
    else r.skip();
  return items;
}

function optional(r: ProtoReader): CaseValue {
  let value: CaseValue = null;
  for (const field of r.fields())
    if (field === 3) value = r.message(tensor);
    else if (field === 5) value = r.message(sequence);
    else r.skip();
  return value;
}
