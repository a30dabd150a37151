/** The vocabulary: every op there is. One line an op; the file of that name says all that is true of it on every backend. */
import type { OpDefinition } from '../op.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { and } from './and.ts';
import { argMax } from './arg-max.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { ceil } from './ceil.ts';
import { concat } from './concat.ts';
import { constant } from './constant.ts';
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
import { input } from './input.ts';
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
import { scan } from './scan.ts';
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
import { uniform } from './uniform.ts';

/** Every op under its name, with all that its definition says. */
export const ops = {
  // Values
  input,
  constant,
  iota,
  uniform,
  stopGradient,
  // Arithmetic, element by element
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
  // Functions, element by element
  exp,
  log,
  log1p,
  sqrt,
  sin,
  cos,
  tanh,
  sigmoid,
  erf,
  // Comparison and choice
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
  // Along axes
  reduceSum,
  reduceMax,
  reduceMin,
  argMax,
  softmax,
  logSoftmax,
  // Products
  matMul,
  conv,
  convInput,
  convKernel,
  // Rearrangement
  reshape,
  transpose,
  broadcastTo,
  slice,
  pad,
  concat,
  gather,
  scatterAdd,
  // Loops
  scan,
} as const satisfies Readonly<Record<string, OpDefinition<never>>>;

/** The name of an op: the same in graphs, kernels, lowerings and cases. */
export type OpName = keyof typeof ops;

/** The attributes of an op. */
export type OpAttrs<O extends OpName> = (typeof ops)[O] extends OpDefinition<infer A> ? A : never;

/** A table with a row for every op: a forgotten row does not compile. */
export type OpTable<Row> = { readonly [O in OpName]: Row };

/** The names of all ops, in the order of the table. */
export const opNames = Object.keys(ops) as readonly OpName[];
