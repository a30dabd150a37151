/** What TF.js is known not to do as the suite asks, by engine. The list is strict: what is mended must leave it. */
import { caseNames, type KnownCase, type KnownList } from '@bernoulli/conformance';

const angles =
  'the wasm engine of TF.js 4.22 reduces angles in f32: its sine and cosine are off by up to 3.3e-7, which is beyond 4 steps of f32 where they are small';

// The GPU engines, with the kernels of their shaders alone: TF.js computes small arrays that are still in JavaScript there.
const integers = 'the shaders of TF.js 4.22 compute, and some move, integers as f32, which holds them up to 2²⁴';
const turns =
  "SwiftShader's sine and cosine are off by up to 6e-5; the standards of both interfaces ask for no more than 2⁻¹¹";
const powers = "the GPU's power is 2 to the logarithm times the exponent, off by some 1e-7 of each";
const specialPowers = 'TF.js 4.22 raises |a|, and the GPU computes 2 to a logarithm: powers of 0, ∞ and NaN are others';
const exponentials = "SwiftShader's exponential is off by up to 2e-6 of itself, as its standards allow";
const logarithms = "SwiftShader's logarithm is off by 1e-7 near 1, and −88 for 0";
const tangents = 'TF.js 4.22 computes tanh as (1 − e)/(1 + e) with e = e^−2|x|, which cancels for small x';
const errorFunctions = "the formula is good to 1.5e-7 with an exact exponential, and the GPU's is none";
const quotients = 'the webgl engine of TF.js 4.22 takes a / b for 1 wherever a = b, also for 0 and ∞';
const infinities =
  'on the GPU engines of TF.js 4.22 a row with ∞ comes out as 0 and 1, or their logarithms, where NaN is due';
const laws = 'TF.js 4.22 takes x / x for 1 on webgl, and NaN to the power of 0 for NaN on webgpu';
const tails = "the GPU's exponential keeps fewer digits the farther it is from 1";
const subnormals = 'the shaders that repeat a value take subnormal numbers for zero';
const places =
  "TF.js 4.22's argMax on webgpu takes neither the first of equal elements nor the largest of large integers";
const corrections =
  "Adam's 1 − 0.999ᵗ, from the GPU's power, makes the steps too large by 3e-5; a model takes that number from the host";

/** What an engine's backend is called. */
type Engine = `tfjs-${'cpu' | 'wasm' | 'webgl' | 'webgpu'}`;

const listed = (on: readonly Engine[], reason: string, ...cases: string[]): KnownCase[] =>
  cases.map((name) => ({ case: name, reason, on }));
const onGpu = (reason: string, ...cases: string[]) => listed(['tfjs-webgl', 'tfjs-webgpu'], reason, ...cases);
const each = (cases: readonly string[], suffix: string): string[] => cases.map((op) => `${op}/${suffix}`);
/** Cases by rule, of which there are many of one kind. */
const like = (pattern: RegExp): string[] => caseNames().filter((name) => pattern.test(name));

const circular = ['plain', 'rank 0', 'many turns', 'large', 'plain of constants', 'gradient/plain'];

export const known: KnownList = [
  ...listed(
    ['tfjs-wasm'],
    angles,
    ...each(['sin', 'cos'], 'large'),
    ...each(['sin', 'cos'], 'huge operands'),
    ...each(['sin', 'cos'], 'four turns'),
    ...each(['sin', 'cos'], 'values of every kind'),
    ...each(['sin', 'cos'], 'in shapes of every kind'),
    ...each(['sin'], 'again on other numbers, with its operands kept'),
    ...each(['sin'], 'of state that is written between runs'),
    'sin/small operands',
    'cos/f32[2, 3, 2, 4]',
    'cos/f32[2, 1, 3, 2, 1, 2]',
  ),
  ...onGpu(
    integers,
    ...each(['add', 'sub', 'mul'], 'int32 wraps'),
    ...each(['mul', 'maximum', 'neg', 'abs', 'equal', 'notEqual', 'lessEqual', 'greater', 'select'], 'int32'),
    ...each(['reduceMax', 'reduceMin', 'argMax', 'broadcastTo', 'slice', 'pad', 'concat', 'gather'], 'int32'),
    'reduceSum/int32 is exact and wraps',
    'reduceSum/int32 wraps',
  ),
  ...onGpu(turns, ...circular.flatMap((name) => [`sin/${name}`, `cos/${name}`])),
  ...onGpu(powers, 'pow/broadcast in five axes', 'pow/large', 'pow/large with a row'),
  ...onGpu(specialPowers, 'pow/special values'),
  ...onGpu(exponentials, 'exp/special values', 'exp/large', 'softmax/large'),
  ...onGpu(logarithms, 'log/special values', 'log/next to one', 'log/large'),
  ...onGpu(logarithms, 'log1p/special values', 'log1p/small operands keep their digits'),
  ...onGpu(tangents, 'tanh/small operands', 'tanh/large'),
  ...onGpu(errorFunctions, 'erf/plain', 'erf/every sixteenth', 'erf/plain of constants'),
  ...onGpu(corrections, 'journeys/ten steps of SimpleNet with given masks'),
  ...listed(['tfjs-webgl'], quotients, 'div/special values'),

  // Cases by rule.
  ...onGpu(
    integers,
    ...like(
      /^(add|sub|mul|minimum|maximum|neg|abs|select|reduceMin|broadcastTo|slice|pad|concat)\/.*i32\[|^gather\/i32|^reduce(Sum|Max)\/i32\[2, [13]|^reduceSum\/one long row of whole/,
    ),
  ),
  ...onGpu(
    integers,
    ...like(/int32, every pair of limits$|^(neg|abs)\/int32 limits$|^journeys\/offsets that count on/),
    ...like(/^cast\/(what int32 cannot hold|f32 of every exponent that does not fit)|^journeys\/casts of what int32/),
  ),
  ...onGpu(turns, ...like(/^(sin|cos)\/(f32\[|131101|small operands|huge operands|four turns)/)),
  ...onGpu(powers, ...like(/^pow\/(131101|roots|f32\[(2, 3, 2|1, 3|2, 3, 4, 2|3, 4|5\]|2, 1, 2))/)),
  ...onGpu(exponentials, ...like(/^exp\/(f32\[|131101|small operands|up to overflow|down to the smallest)/)),
  ...onGpu(
    logarithms,
    ...like(/^log\/(f32\[2, 1, 3|131101|every exponent|around one)|^log1p\/(f32\[2, 3, 5\]|131101|small operands$)/),
  ),
  ...onGpu(tangents, ...like(/^tanh\/(every exponent|up to one)/)),
  ...onGpu(errorFunctions, ...like(/^erf\/(131101|every exponent|up to one)/)),
  ...onGpu(tails, ...like(/^sigmoid\/tails$|^softmax\/(tails|f32\[2, 1025\])$/)),
  ...onGpu(subnormals, 'broadcastTo/keeps subnormal numbers'),
  ...onGpu(integers, ...like(/^journeys\/states of large whole numbers/)),
  ...onGpu(logarithms, 'journeys/the logarithm of a power beyond all numbers'),
  ...listed(['tfjs-webgl'], integers, ...like(/^transpose\/(int32$|i32\[)/)),
  ...onGpu(turns, ...like(/^(sin|cos)\/(again|of state|.* of every kind$)/)),
  ...onGpu(turns, ...like(/^(sin|cos)\/on 2053/)),
  ...onGpu(powers, ...like(/^pow\/on 2053/)),
  ...onGpu(exponentials, ...like(/^exp\/on 2053/)),
  ...onGpu(logarithms, ...like(/^log(1p)?\/on 2053/)),
  ...onGpu(tangents, ...like(/^tanh\/on 2053/)),
  ...onGpu(errorFunctions, ...like(/^erf\/on 2053/)),
  ...onGpu(infinities, ...each(['softmax', 'logSoftmax'], 'infinity less infinity is no number')),
  ...listed(['tfjs-webgl'], infinities, ...each(['softmax', 'logSoftmax'], 'one class that is not finite')),
  ...onGpu(specialPowers, 'journeys/one behind another: functions and choices of special numbers'),
  ...onGpu(powers, ...like(/^pow\/.* of every kind/)),
  ...onGpu(exponentials, ...like(/^exp\/.* of every kind$/)),
  ...onGpu(logarithms, ...like(/^log(1p)?\/.* of every kind$/)),
  ...onGpu(tangents, ...like(/^tanh\/.* of every kind$/)),
  ...onGpu(errorFunctions, ...like(/^erf\/(again|of state|in shapes of every kind)/)),
  ...onGpu(tails, 'softmax/in shapes of every kind'),
  ...listed(
    ['tfjs-webgl'],
    quotients,
    'div/values of every kind in pairs',
    'journeys/functions that seem to change nothing behind others',
  ),
  ...onGpu(laws, ...like(/^journeys\/x · 0/)),
  ...listed(['tfjs-webgpu'], places, ...like(/^argMax\/(a long|rows of 1,500|f32.* along [01] with ties)/)),
];
