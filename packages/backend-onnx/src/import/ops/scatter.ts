/** Operators that write at places that other values tell, alone or together with what is there. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { counted } from './axes.ts';
import { flatPlaces, flatPositions } from './indexing.ts';
import { requireSmall } from './integers.ts';
import { productOver } from './reductions.ts';

const reductions = ['none', 'add', 'mul', 'max', 'min'] as const;
type Reduction = (typeof reductions)[number];

/** A table of which update meets which place is made no larger than this. */
const MOST_PAIRS = 1 << 24;

/** Which place each update meets, `bool [updates, places]`. */
function meeting(at: Tensor, places: number): Tensor {
  const updates = at.shape[0]!;
  if (updates * places > MOST_PAIRS) unsupported(`${updates} updates of ${places} places`);
  return at.reshape([updates, 1]).equal(counted(at, [1, places], 1));
}

/** Writes rows at places: of two at one place the last stays, or all are reduced with what is there. */
export function scatterRows(data: Tensor, at: Tensor, rows: Tensor, reduction: Reduction): Tensor {
  const [places, width] = data.shape as readonly [number, number];
  const updates = at.shape[0]!;
  if (updates === 0 || places === 0 || width === 0) return data;
  if (reduction === 'none') return overwritten(data, at, rows);
  if (reduction === 'add' && data.dtype === 'f32')
    return data.add(new Tensor(data.b, data.b.scatterAdd(at.ref, rows.ref, places, 0)));
  const hit = meeting(at, places).reshape([updates, places, 1]);
  if (updates * places * width > MOST_PAIRS) unsupported(`${updates} updates of ${places} places of ${width}`);
  const each = rows.reshape([updates, 1, width]);
  if (reduction === 'add') return data.add(each.where(hit, 0).sum(0));
  if (reduction === 'mul') return data.mul(productOver(each.where(hit, 1), [0]).reshape([places, width]));
  if (data.dtype === 'bool') unsupported('operands of type bool');
  const none = data.dtype === 'f32' ? Infinity : 2 ** 31 - 1;
  return reduction === 'max'
    ? data.maximum(each.where(hit, data.dtype === 'f32' ? -Infinity : -(2 ** 31)).max(0))
    : data.minimum(each.where(hit, none).min(0));
}

/** The number of the last update of each place, −1 for one that has none, tells which row it has. */
function overwritten(data: Tensor, at: Tensor, rows: Tensor): Tensor {
  const [updates, places] = [at.shape[0]!, data.shape[0]!];
  const last = counted(at, [updates, 1], 0).where(meeting(at, places), -1).max(0);
  const written = rows.gather(last.maximum(0));
  return written.where(last.greaterEqual(0).reshape([places, 1]), data);
}

function known(...shapes: readonly Shape[]): void {
  if (shapes.some((shape) => shape.some((n) => n < 0))) unsupported('operands of open size');
}

function scatterElements(c: NodeCall): Value {
  const [data, indices, updates] = [c.input(0), c.tensor(1), c.tensor(2)];
  const axis = c.axis('axis', 0, data.rank);
  const reduction = c.opset >= 16 ? c.word('reduction', reductions, 'none') : 'none';
  known(data.shape, indices.shape);
  const [places, count] = [sizeOf(data.shape), sizeOf(indices.shape)];
  if (count === 0) return data;
  if (reduction !== 'none') requireSmall(data.type);
  const at = flatPositions(data.shape, indices, axis).reshape([count]);
  const made = scatterRows(data.tensor.reshape([places, 1]), at, updates.reshape([count, 1]), reduction);
  return c.same(made.reshape(data.shape));
}

function scatterND(c: NodeCall): Value {
  const [data, indices, updates] = [c.input(0), c.tensor(1), c.tensor(2)];
  const reduction = c.opset >= 16 ? c.word('reduction', reductions, 'none') : 'none';
  known(data.shape, indices.shape);
  const depth = indices.shape.at(-1)!;
  const count = sizeOf(indices.shape.slice(0, -1));
  if (count === 0) return data;
  if (reduction !== 'none') requireSmall(data.type);
  const [places, width] = [sizeOf(data.shape.slice(0, depth)), sizeOf(data.shape.slice(depth))];
  const at = flatPlaces(data.shape.slice(0, depth), indices).reshape([count]);
  const made = scatterRows(data.tensor.reshape([places, width]), at, updates.reshape([count, width]), reduction);
  return c.same(made.reshape(data.shape));
}

export const scatters: Readonly<Record<string, Operator>> = {
  ScatterElements: scatterElements,
  Scatter: scatterElements,
  ScatterND: scatterND,
};
