/** The table of plain kernels: one line an op. */
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
import { greaterEqual } from './greater-equal.ts';
import { greater } from './greater.ts';
import { isFinite } from './is-finite.ts';
import type { KernelTable } from './kernel.ts';
import { lessEqual } from './less-equal.ts';
import { less } from './less.ts';
import { logSoftmax } from './log-softmax.ts';
import { log } from './log.ts';
import { log1p } from './log1p.ts';
import { matMul } from './mat-mul.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { notEqual } from './not-equal.ts';
import { not } from './not.ts';
import { or } from './or.ts';
import { pad } from './pad.ts';
import { pow } from './pow.ts';
import { reduceMax } from './reduce-max.ts';
import { reduceMin } from './reduce-min.ts';
import { reduceSum } from './reduce-sum.ts';
import { round } from './round.ts';
import { scatterAdd } from './scatter-add.ts';
import { select } from './select.ts';
import { sigmoid } from './sigmoid.ts';
import { sign } from './sign.ts';
import { sin } from './sin.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';
import { tanh } from './tanh.ts';
import { transpose } from './transpose.ts';
import { uniform } from './uniform.ts';

export const kernels: KernelTable = {
  uniform,
  add,
  sub,
  mul,
  div,
  pow,
  minimum,
  maximum,
  neg,
  abs,
  sign,
  floor,
  ceil,
  round,
  exp,
  log,
  log1p,
  sqrt,
  sin,
  cos,
  tanh,
  sigmoid,
  erf,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  and,
  or,
  not,
  isFinite,
  select,
  cast,
  reduceSum,
  reduceMax,
  reduceMin,
  argMax,
  softmax,
  logSoftmax,
  matMul,
  conv,
  convInput,
  convKernel,
  transpose,
  broadcastTo,
  slice,
  pad,
  concat,
  gather,
  scatterAdd,
};
