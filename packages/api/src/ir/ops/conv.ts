/** Convolution: each window of x, at places a stride apart, times w. Channels are last; any number of axes between batch and channels. */
import { checkConv, convAttrs, placesAlong, sizesBetween, type ConvAttrs, type ConvShapes } from '../convolution.ts';
import type { TensorType } from '../graph.ts';
import type { OpDefinition } from '../op.ts';
import { asMatrices } from '../unfold.ts';

export const conv: OpDefinition<ConvAttrs> = {
  kind: 'contraction',
  arity: 2,
  infer: ([x, w], attrs) => {
    const places = sizesBetween(x!.shape).map((size, i) =>
      attrs.strides[i]! >= 1 ? placesAlong('conv', size, w!.shape[i]!, attrs, i) : size,
    );
    const y = [x!.shape[0]!, ...places, w!.shape.at(-1)!];
    checkConv('conv', [x!, w!], attrs, { x: x!.shape, w: w!.shape, y });
    return { dtype: 'f32', shape: y };
  },
  zeros: 'absorbs',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, w], attrs, upstream }) => [
    b.convInput(upstream, w!, { ...convAttrs(attrs), size: sizesBetween(x!.shape) }),
    b.convKernel(x!, upstream, { ...convAttrs(attrs), size: w!.shape.slice(0, -2) }),
  ],
  expand: ({ b, inputs: [x, w], attrs }) => {
    const { windowsOf, kernelOf, toOutput } = asMatrices(b, shapesOf(x!, w!, attrs), attrs);
    return toOutput(b.matMul(windowsOf(x!), kernelOf(w!)));
  },
};

function shapesOf(x: TensorType, w: TensorType, attrs: ConvAttrs): ConvShapes {
  return { x: x.shape, w: w.shape, y: conv.infer([x, w], attrs).shape };
}
