/** The cases of every op. One line an op; a forgotten op does not compile. */
import type { CaseTable } from '../case.ts';
import { absCases } from './abs.ts';
import { addCases } from './add.ts';
import { andCases } from './and.ts';
import { argMaxCases } from './arg-max.ts';
import { broadcastToCases } from './broadcast-to.ts';
import { castCases } from './cast.ts';
import { ceilCases } from './ceil.ts';
import { comparisonCases } from './comparisons.ts';
import { concatCases } from './concat.ts';
import { constantCases } from './constant.ts';
import { convCases } from './conv.ts';
import { convInputCases } from './conv-input.ts';
import { convKernelCases } from './conv-kernel.ts';
import { cosCases } from './cos.ts';
import { divCases } from './div.ts';
import { erfCases } from './erf.ts';
import { expCases } from './exp.ts';
import { extremeCases } from './extremes.ts';
import { floorCases } from './floor.ts';
import { gatherCases } from './gather.ts';
import { inputCases } from './input.ts';
import { iotaCases } from './iota.ts';
import { isFiniteCases } from './is-finite.ts';
import { logCases } from './log.ts';
import { logSoftmaxCases } from './log-softmax.ts';
import { log1pCases } from './log1p.ts';
import { matMulCases } from './mat-mul.ts';
import { mulCases } from './mul.ts';
import { negCases } from './neg.ts';
import { notCases } from './not.ts';
import { orCases } from './or.ts';
import { padCases } from './pad.ts';
import { powCases } from './pow.ts';
import { reduceMaxCases } from './reduce-max.ts';
import { reduceMinCases } from './reduce-min.ts';
import { reduceSumCases } from './reduce-sum.ts';
import { reshapeCases } from './reshape.ts';
import { roundCases } from './round.ts';
import { scanCases } from './scan.ts';
import { scatterAddCases } from './scatter-add.ts';
import { selectCases } from './select.ts';
import { sigmoidCases } from './sigmoid.ts';
import { signCases } from './sign.ts';
import { sinCases } from './sin.ts';
import { sliceCases } from './slice.ts';
import { softmaxCases } from './softmax.ts';
import { sqrtCases } from './sqrt.ts';
import { stopGradientCases } from './stop-gradient.ts';
import { subCases } from './sub.ts';
import { tanhCases } from './tanh.ts';
import { transposeCases } from './transpose.ts';
import { uniformCases } from './uniform.ts';

export const cases: CaseTable = {
  input: inputCases,
  constant: constantCases,
  iota: iotaCases,
  uniform: uniformCases,
  stopGradient: stopGradientCases,
  add: addCases,
  sub: subCases,
  mul: mulCases,
  div: divCases,
  pow: powCases,
  ...extremeCases,
  neg: negCases,
  abs: absCases,
  sign: signCases,
  floor: floorCases,
  ceil: ceilCases,
  round: roundCases,
  exp: expCases,
  log: logCases,
  log1p: log1pCases,
  sqrt: sqrtCases,
  sin: sinCases,
  cos: cosCases,
  tanh: tanhCases,
  sigmoid: sigmoidCases,
  erf: erfCases,
  ...comparisonCases,
  and: andCases,
  or: orCases,
  not: notCases,
  isFinite: isFiniteCases,
  select: selectCases,
  cast: castCases,
  reduceSum: reduceSumCases,
  reduceMax: reduceMaxCases,
  reduceMin: reduceMinCases,
  argMax: argMaxCases,
  softmax: softmaxCases,
  logSoftmax: logSoftmaxCases,
  matMul: matMulCases,
  conv: convCases,
  convInput: convInputCases,
  convKernel: convKernelCases,
  reshape: reshapeCases,
  transpose: transposeCases,
  broadcastTo: broadcastToCases,
  slice: sliceCases,
  pad: padCases,
  concat: concatCases,
  gather: gatherCases,
  scatterAdd: scatterAddCases,
  scan: scanCases,
};
