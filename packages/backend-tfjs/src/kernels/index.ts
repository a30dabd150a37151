/** The table: a kernel for every op, in TF.js words. `uniform` is left to the host's generator, so that all backends draw the same bits. */
import { sizeOf, type KernelTable, type TensorType } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { and } from './and.ts';
import { argMax } from './arg-max.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { ceil } from './ceil.ts';
import { concat } from './concat.ts';
import { conv } from './conv.ts';
import { convInput } from './conv-input.ts';
import { convKernel } from './conv-kernel.ts';
import { cos } from './cos.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { floor } from './floor.ts';
import { gather } from './gather.ts';
import { greater } from './greater.ts';
import { greaterEqual } from './greater-equal.ts';
import { iota } from './iota.ts';
import { isFinite } from './is-finite.ts';
import { less } from './less.ts';
import { lessEqual } from './less-equal.ts';
import { log } from './log.ts';
import { logSoftmax } from './log-softmax.ts';
import { log1p } from './log1p.ts';
import { matMul } from './mat-mul.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { not } from './not.ts';
import { notEqual } from './not-equal.ts';
import { or } from './or.ts';
import { pad } from './pad.ts';
import { pow } from './pow.ts';
import { reduceMax } from './reduce-max.ts';
import { reduceMin } from './reduce-min.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';
import { round } from './round.ts';
import { scatterAdd } from './scatter-add.ts';
import { select } from './select.ts';
import { sigmoid } from './sigmoid.ts';
import { sign } from './sign.ts';
import { sin } from './sin.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { sqrt } from './sqrt.ts';
import { stopGradient } from './stop-gradient.ts';
import { sub } from './sub.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';

/** The kernels of one engine. A missing row does not compile. */
export function kernels(engine: Engine): KernelTable<Tensor> {
  const table: KernelTable<Tensor> = {
    iota: iota(engine),
    stopGradient: stopGradient(engine),
    add: add(engine),
    sub: sub(engine),
    mul: mul(engine),
    div: div(engine),
    pow: pow(engine),
    minimum: minimum(engine),
    maximum: maximum(engine),
    neg: neg(engine),
    abs: abs(engine),
    sign: sign(engine),
    floor: floor(engine),
    ceil: ceil(engine),
    round: round(engine),
    exp: exp(engine),
    log: log(engine),
    log1p: log1p(engine),
    sqrt: sqrt(engine),
    sin: sin(engine),
    cos: cos(engine),
    tanh: tanh(engine),
    sigmoid: sigmoid(engine),
    erf: erf(engine),
    equal: equal(engine),
    notEqual: notEqual(engine),
    less: less(engine),
    lessEqual: lessEqual(engine),
    greater: greater(engine),
    greaterEqual: greaterEqual(engine),
    and: and(engine),
    or: or(engine),
    not: not(engine),
    isFinite: isFinite(engine),
    select: select(engine),
    cast: cast(engine),
    reduceSum: reduceSum(engine),
    reduceMax: reduceMax(engine),
    reduceMin: reduceMin(engine),
    argMax: argMax(engine),
    softmax: softmax(engine),
    logSoftmax: logSoftmax(engine),
    matMul: matMul(engine),
    conv: conv(engine),
    convInput: convInput(engine),
    convKernel: convKernel(engine),
    reshape: reshape(engine),
    transpose: transpose(engine),
    broadcastTo: broadcastTo(engine),
    slice: slice(engine),
    pad: pad(engine),
    concat: concat(engine),
    gather: gather(engine),
    scatterAdd: scatterAdd(engine),
  };
  return withoutEmpties(engine, table);
}

/** Not every engine survives an array without elements, and there is nothing to compute. */
function withoutEmpties(engine: Engine, table: KernelTable<Tensor>): KernelTable<Tensor> {
  const guard =
    (kernel: (inputs: readonly Tensor[], context: never) => Tensor): typeof kernel =>
    (inputs, context) => {
      const { type } = context as { readonly type: TensorType };
      return sizeOf(type.shape) === 0 ? engine.fill(type.shape, 0, type.dtype) : kernel(inputs, context);
    };
  return Object.fromEntries(
    Object.entries(table).map(([op, kernel]) => [op, guard(kernel)]),
  ) as unknown as KernelTable<Tensor>;
}
