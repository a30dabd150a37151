/** Data as `predict` takes it and gives it, one flat array for each input or output of a graph. */
import { arrayFrom, fail, sizeOf, type DType, type Graph, type TypedArray } from '@bernoulli/api/ir';

/** The values of one input or output. */
export interface PortArray {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/**
 * @param values that have been predicted from, or were predicted, so that their shapes are right
 * @throws BernoulliError `UNSUPPORTED` where another axis than the batch is open.
 */
export function arraysOf(who: string, graph: Graph, ends: Graph['inputs'], values: unknown): PortArray[] {
  const given = each(
    values,
    ends.map(({ name }) => name),
  );
  return ends.map(({ name, node }, i) => {
    const { dtype, shape } = graph.nodes[node]!;
    const row = shape.slice(1);
    const open = row.findIndex((size) => size < 0);
    if (open >= 0)
      fail('UNSUPPORTED', {
        who,
        at: name,
        what: `sizes other than the batch must be known, but axis ${open + 1} is open`,
      });
    const data = arrayFrom(dtype, Array.from(flat(given[i])));
    return { name, dtype, shape: [data.length / sizeOf(row), ...row], data };
  });
}

/** One array for each name. */
function each(values: unknown, names: readonly string[]): readonly unknown[] {
  const single = Array.isArray(values) || ArrayBuffer.isView(values) || 'data' in (values as object);
  if (!single) return names.map((name) => (values as Readonly<Record<string, unknown>>)[name]);
  return names.length === 1 ? [values] : (values as readonly unknown[]);
}

function flat(value: unknown): ArrayLike<number> {
  if (ArrayBuffer.isView(value)) return value as unknown as ArrayLike<number>;
  if (!Array.isArray(value)) return (value as { data: ArrayLike<number> }).data;
  return value.flatMap((inner: unknown) => (typeof inner === 'object' ? Array.from(flat(inner)) : [Number(inner)]));
}
