/** The gradient of a convolution by its input, which is also a transposed convolution: y spread over windows by w, and added up. */
import { checkConv, convAttrs, type SizedConvAttrs } from '../convolution.ts';
import type { OpDefinition } from '../op.ts';
import { asMatrices } from '../unfold.ts';

export const convInput: OpDefinition<SizedConvAttrs> = {
  kind: 'contraction',
  arity: 2,
  infer: ([y, w], attrs) => {
    const x = [y!.shape[0]!, ...attrs.size, w!.shape.at(-2)! * attrs.groups];
    checkConv('convInput', [y!, w!], attrs, { x, w: w!.shape, y: y!.shape });
    return { dtype: 'f32', shape: x };
  },
  zeros: 'absorbs',
  finite: 'in-range',
  gradient: ({ b, inputs: [y, w], attrs, upstream }) => [
    b.conv(upstream, w!, convAttrs(attrs)),
    b.convKernel(upstream, y!, { ...convAttrs(attrs), size: w!.shape.slice(0, -2) }),
  ],
  expand: ({ b, inputs: [y, w], attrs }) => {
    const x = convInput.infer([y!, w!], attrs).shape;
    const { outputOf, kernelOf, toInput } = asMatrices(b, { x, w: w!.shape, y: y!.shape }, attrs);
    return toInput(b.matMul(outputOf(y!), kernelOf(w!), { transposeB: true }));
  },
};
