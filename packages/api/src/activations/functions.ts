/** The activations: one line each, which exports the function and gives it its name. */
export { elu, type EluConfig } from './elu.ts';
export { exponential } from './exponential.ts';
export { gelu, type GeluConfig } from './gelu.ts';
export { hardSigmoid } from './hard-sigmoid.ts';
export { leakyRelu, type LeakyReluConfig } from './leaky-relu.ts';
export { linear } from './linear.ts';
export { logSoftmax } from './log-softmax.ts';
export { mish } from './mish.ts';
export { relu, type ReluConfig } from './relu.ts';
export { relu6 } from './relu6.ts';
export { selu } from './selu.ts';
export { sigmoid } from './sigmoid.ts';
export { silu } from './silu.ts';
export { softmax, type SoftmaxConfig } from './softmax.ts';
export { softplus } from './softplus.ts';
export { softsign } from './softsign.ts';
export { tanh } from './tanh.ts';
