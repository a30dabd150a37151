/** Which convolutions TF.js computes, and rightly and sooner than the products of matrices that they are otherwise written as. */
import { sizeOf, type Node, type NodeOf, type TensorType } from '@bernoulli/api/ir';
import type { Engine } from '../engine/engine.ts';

/** Whether a node is computed by the kernel of the table. Everything but convolutions is. */
export function takes(engine: Engine, node: Node, operands: readonly TensorType[]): boolean {
  const { op } = node;
  if (op !== 'conv' && op !== 'convInput' && op !== 'convKernel') return true;
  // The shaders of the GPUs were not measured. Volumes come without zeros around them, and take wasm longer.
  if (!engine.onHost || node.attrs.strides.length > 2) return false;
  if (operands.some(({ shape }) => sizeOf(shape) === 0)) return false;
  switch (op) {
    case 'conv':
      return takesGroups(node, operands[0]!.shape.at(-1)!);
    case 'convInput':
      return isConvolution(node, operands) && takesGroups(node, node.shape.at(-1)!);
    case 'convKernel':
      // On the engine in JavaScript it takes up to three times as long where there are few channels.
      return engine.name === 'wasm' && node.attrs.groups === 1;
  }
}

type Convolution = NodeOf<'conv'> | NodeOf<'convInput'>;

/** TF.js knows one group, and one for each channel, then not with strides and gaps at once. */
function takesGroups({ attrs: { groups, strides, dilations } }: Convolution, channels: number): boolean {
  return groups === 1 || (groups === channels && (strides.every((n) => n === 1) || dilations.every((n) => n === 1)));
}

/** Whether a gradient by the input is a convolution itself: of stride 1, no more zeros than the window reaches, no filters that share a channel. */
function isConvolution({ attrs }: NodeOf<'convInput'>, [, w]: readonly TensorType[]): boolean {
  const { strides, dilations, before, after, groups } = attrs;
  const within = strides.every((stride, axis) => {
    const reach = (w!.shape[axis]! - 1) * dilations[axis]!;
    return stride === 1 && before[axis]! <= reach && after[axis]! <= reach;
  });
  return within && (groups === 1 || w!.shape.at(-1) === groups);
}
