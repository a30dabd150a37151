/** The masks that Keras's attentions with heads are called with, as the one that ours take. */
import { decode, type Encoded } from './encoded.ts';

export interface AttentionMasks {
  /** `[batch, queries, values]`; the batch may be 1. */
  readonly attention_mask?: Encoded;
  /** `[batch, values]`. */
  readonly value_mask?: Encoded;
  /** `[batch, values]`. */
  readonly key_mask?: Encoded;
}

/** What all masks of a call let through, as Keras joins them: `[batch, queries, values]`. `undefined` where there is none. */
export function attentionMask(masks: AttentionMasks, [batch, queries, values]: readonly number[]): Encoded | undefined {
  const { attention_mask, value_mask, key_mask } = masks;
  const given = [
    [attention_mask, [values! * queries!, values!, 1]],
    [value_mask, [values!, 0, 1]],
    [key_mask, [values!, 0, 1]],
  ] as const;
  const present = given.flatMap(([mask, [row, query, value]]) =>
    mask === undefined
      ? []
      : [{ data: decode(mask).data, strides: [mask.shape[0] === 1 ? 0 : row, query, value] as const }],
  );
  if (present.length === 0) return undefined;
  const shape = [batch!, queries!, values!];
  const data = Array.from({ length: batch! * queries! * values! }, (_, i) => {
    const [value, query, row] = [i % values!, Math.floor(i / values!) % queries!, Math.floor(i / values! / queries!)];
    return Number(present.every(({ data, strides: [r, q, v] }) => data[row * r + query * q + value * v] !== 0));
  });
  return { dtype: 'bool', shape, data };
}
