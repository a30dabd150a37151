/** Dropout: the layer of ours that stands for the node. */
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

function dropout(c: NodeCall): (Value | null)[] {
  const x = c.input(0);
  c.ignore('seed', 'ratio');
  const ratio = c.opset < 12 ? undefined : c.optional(1);
  const training = c.opset < 12 ? undefined : c.optional(2);
  const isTraining = training !== undefined && training.scalar('training_mode') !== 0;
  if (c.opset < 7 && c.int('is_test', 0) === 0) unsupported('dropout of opset 1 or 6 outside of tests');
  const isNoisy = isTraining || c.around.noisy;
  // A ratio that only a run tells changes nothing where nothing is drawn.
  const isOpen = ratio !== undefined && ratio.tryNumbers() === undefined;
  if (isOpen && isNoisy) ratio.scalar('its ratio');
  const y = isOpen ? x.tensor : c.around.dropout(c.node, x.tensor, isTraining);
  if (!c.wants(1)) return [c.same(y)];
  if (c.around.noisy) unsupported('the mask of a dropout in training');
  // Until opset 9 the mask had the type of the operand.
  const type = c.opset < 10 ? x.type : 'bool';
  const one = c.known(type, [], Float64Array.of(1));
  return [c.same(y), Value.of(one.tensor.broadcastTo(x.shape), type)];
}

export const dropouts: Readonly<Record<string, Operator>> = { Dropout: dropout };
