/** The gradient of a convolution by its kernel: each window of x times what y has in its place, added up. */
import { checkConv, convAttrs, sizesBetween, type SizedConvAttrs } from '../convolution.ts';
import type { OpDefinition } from '../op.ts';
import { asMatrices } from '../unfold.ts';

export const convKernel: OpDefinition<SizedConvAttrs> = {
  kind: 'contraction',
  arity: 2,
  infer: ([x, y], attrs) => {
    const w = [...attrs.size, x!.shape.at(-1)! / attrs.groups, y!.shape.at(-1)!];
    checkConv('convKernel', [x!, y!], attrs, { x: x!.shape, w, y: y!.shape });
    return { dtype: 'f32', shape: w };
  },
  zeros: 'absorbs',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, y], attrs, upstream }) => [
    b.convInput(y!, upstream, { ...convAttrs(attrs), size: sizesBetween(x!.shape) }),
    b.conv(x!, upstream, convAttrs(attrs)),
  ],
  expand: ({ b, inputs: [x, y], attrs }) => {
    const w = convKernel.infer([x!, y!], attrs).shape;
    const { windowsOf, outputOf, toKernel } = asMatrices(b, { x: x!.shape, w, y: y!.shape }, attrs);
    return toKernel(b.matMul(windowsOf(x!), outputOf(y!), { transposeA: true }));
  },
};
