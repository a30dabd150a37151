/** Every exponent of `f32` and the ends of `i32`: where numbers overflow, vanish, or no longer fit in another format. */
import type { OpName } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from '../case.ts';
import { f32, i32, noise, seedOf } from '../data.ts';
import type { Tolerance } from '../tolerance.ts';
import { lazily } from './sweep.ts';

const [FIRST, LAST] = [-126, 127];

/** ±m · 2ᵉ for the exponents `from` to `to`, with m from 1 to 2. The sign changes from one to the next, unless `sign` says. */
function exponents(name: string, from = FIRST, to = LAST, sign?: 1 | -1): readonly number[] {
  const [count, steps] = [to - from + 1, noise([2 * (to - from + 1)], seedOf(name), 1, 1.999)];
  return steps.data.map(
    (m, i) => (sign ?? ((i + Math.floor(i / count)) % 2 === 0 ? 1 : -1)) * m * 2 ** (from + (i % count)),
  );
}

const line = (data: readonly number[]): CaseArray => f32([data.length], data.map(Math.fround));

function range<O extends OpName>(
  op: O,
  name: string,
  inputs: () => readonly CaseArray[],
  tolerance?: Tolerance,
): ValueCase<O> {
  return lazily({ op, name, inputs, attrs: {} as never, ...(tolerance === undefined ? {} : { tolerance }) });
}

/** For results that are held to their own size, however small. */
const relative = (ulp: number, why: string): Tolerance => ({ ulp, reason: `${why}, and nothing that cancels` });

type Unary = { readonly [O in OpName]?: readonly (readonly [name: string, x: () => readonly number[], Tolerance?])[] };

const all = (from?: number, to?: number, sign?: 1 | -1) => () => exponents(`${from} ${to} ${sign}`, from, to, sign);

/** Around every whole number and half of moderate size, and where halves and fractions end. */
const steps = (): readonly number[] =>
  Array.from({ length: 43 }, (_, i) => (i - 21) / 2).concat(
    [0.49999997, 0.50000006, 1.4999999, 2.4999998, 8388607.5, 8388608, 8388609, 16777216, 2 ** 30].flatMap((v) => [
      v,
      -v,
    ]),
  );

const unary: Unary = {
  neg: [['every exponent', all()]],
  abs: [['every exponent', all()]],
  sign: [['every exponent', all()]],
  stopGradient: [['every exponent', all()]],
  floor: [
    ['every exponent', all()],
    ['around whole numbers and halves', steps],
  ],
  ceil: [
    ['every exponent', all()],
    ['around whole numbers and halves', steps],
  ],
  round: [
    ['every exponent', all()],
    ['around whole numbers and halves', steps],
  ],
  isFinite: [['every exponent', all()]],
  sqrt: [['every exponent', all(FIRST, LAST, 1)]],
  exp: [
    ['small operands', all(FIRST, 2)],
    ['up to overflow', () => noise([300], 621, 8, 88.6).data.concat([88.1, 88.3, 88.5, 88.7])],
    ['down to the smallest', () => noise([300], 622, -87.2, -8).data.concat([-87, -87.1, -87.3])],
    ['beyond both ends', () => [88.8, 89.5, 100, 1e4, 3e38, -104.5, -110, -1e4, -3e38]],
  ],
  log: [
    ['every exponent', all(FIRST, LAST, 1)],
    ['around one', () => noise([200], 623, 0.5, 2).data],
  ],
  log1p: [
    ['every exponent', all(FIRST, LAST, 1)],
    ['small operands', all(FIRST, -2)],
    ['near minus one', () => Array.from({ length: 23 }, (_, i) => -1 + 2 ** -(i + 1))],
  ],
  sin: [
    ['small operands', all(FIRST, -3), relative(4, 'there the sine is the operand, all but')],
    ['huge operands', () => [1e5, -3e5, 1e6, 123456.5, 2 ** 22, -(2 ** 24), 1e8, 2 ** 30, -1e10, 1e20, 3e38]],
    ['four turns', () => noise([300], 624, -25, 25).data],
  ],
  cos: [
    ['small operands', all(FIRST, -3)],
    ['huge operands', () => [1e5, -3e5, 1e6, 123456.5, 2 ** 22, -(2 ** 24), 1e8, 2 ** 30, -1e10, 1e20, 3e38]],
    ['four turns', () => noise([300], 625, -25, 25).data],
  ],
  tanh: [
    // Rational approximations have terms that are smaller than the operand.
    ['every exponent', all(-118)],
    ['up to one', () => noise([300], 626, -10, 10).data],
  ],
  sigmoid: [
    ['every exponent up to 3', all(FIRST, 3)],
    [
      'tails',
      () => noise([200], 627, -87, -5).data,
      relative(16, 'the exponential of up to −87 and two more roundings'),
    ],
    ['beyond both ends', () => [17, 20, 40, 88, 100, 1e4, 3e38, -104.5, -110, -1e4, -3e38]],
  ],
  erf: [
    ['every exponent', all()],
    ['up to one', () => noise([300], 628, -4.5, 4.5).data],
  ],
};

/** Two operands, of which the second is a few binary places away from the first. */
function apart(op: OpName): readonly CaseArray[] {
  const x = exponents(`${op} left`);
  const places = [0, 1, -1, 3, 11, 23, 24, 25, 40];
  const factors = noise([x.length], seedOf(`${op} right`), -1.999, 1.999).data;
  const y = x.map((v, i) => {
    const found = Math.abs(v) * factors[i]! * 2 ** -places[i % places.length]!;
    // Differences of tiny numbers might be flushed, and with them the operands.
    return Math.abs(found) < 2 ** -100 ? Math.abs(v) : found;
  });
  return [line(x), line(y)];
}

/** Two operands whose exponents have nothing to do with each other. */
function anyTwo(op: OpName): readonly CaseArray[] {
  const x = exponents(`${op} one`);
  const y = exponents(`${op} two`);
  return [line(x), line(x.map((_, i) => y[(i * 97) % y.length]!))];
}

const view = new Float32Array(1);
const bitsOf = new Int32Array(view.buffer);

/** The `f32` next to x, by so many steps away from zero. */
function beside(x: number, by: number): number {
  view[0] = x;
  bitsOf[0]! += by;
  return view[0]!;
}

/** Every exponent, beside itself, its two neighbours and its negative. */
function neighbours(op: OpName): readonly CaseArray[] {
  const x = exponents(op, FIRST + 1, LAST - 1).map(Math.fround);
  return [line(x), line(x.map((v, i) => (i % 4 === 3 ? -v : beside(v, (i % 4) - 1))))];
}

const LIMITS = [
  0,
  1,
  -1,
  7,
  2 ** 23 + 1,
  2 ** 24 + 1,
  -(2 ** 24) - 1,
  2 ** 24 + 3,
  123456789,
  -987654321,
  2 ** 30 + 1,
  2 ** 31 - 1,
  -(2 ** 31),
  -(2 ** 31) + 1,
];

/** Every number of the list beside every other. */
const pairs = (): readonly CaseArray[] => {
  const n = LIMITS.length;
  const x = LIMITS.flatMap((v) => LIMITS.map(() => v));
  return [
    i32([n * n], x),
    i32(
      [n * n],
      x.map((_, i) => LIMITS[i % n]!),
    ),
  ];
};

const COMPARISONS = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;

const ofPow: Tolerance = relative(8, 'a power is an exponential of a product');

/** Bases of every exponent, to powers that leave the result a normal number. */
const powers = (): readonly CaseArray[] => {
  const x = exponents('pow', FIRST, LAST, 1);
  return [line(x), line(x.map((_, i) => [0.5, -0.5, 1, 0.25, -0.75][i % 5]!))];
};

const wholePowers = (): readonly CaseArray[] => {
  const bases = [-3, -1.5, -0.75, -1, 0.3, 1.0625, 2, -2];
  const x = bases.flatMap((v) => Array.from({ length: 21 }, () => v));
  return [line(x), line(x.map((_, i) => (i % 21) - 10))];
};

const two = <O extends OpName>(op: O, name: string, inputs: (op: OpName) => readonly CaseArray[]): ValueCase<O> =>
  range(op, name, () => inputs(op));

function choice(): readonly CaseArray[] {
  const x = exponents('select');
  return [
    { dtype: 'bool', shape: [x.length], data: x.map((_, i) => (i % 3 === 0 ? 1 : 0)) },
    line(x),
    line(x.map((v) => -v)),
  ];
}

const toward = (dtype: 'f32' | 'i32' | 'bool', name: string, input: () => CaseArray): ValueCase<'cast'> =>
  lazily({ op: 'cast', name, attrs: { dtype }, inputs: () => [input()] });

const binary = {
  add: [two('add', 'every exponent, some places apart', apart), two('add', 'int32, every pair of limits', pairs)],
  sub: [two('sub', 'every exponent, some places apart', apart), two('sub', 'int32, every pair of limits', pairs)],
  mul: [two('mul', 'every exponent by any other', anyTwo), two('mul', 'int32, every pair of limits', pairs)],
  div: [two('div', 'every exponent by any other', anyTwo)],
  pow: [
    range('pow', 'roots of every exponent', powers, ofPow),
    range('pow', 'whole powers, also of negative numbers', wholePowers, ofPow),
  ],
  minimum: [
    two('minimum', 'every exponent beside its neighbours', neighbours),
    two('minimum', 'int32, every pair of limits', pairs),
  ],
  maximum: [
    two('maximum', 'every exponent beside its neighbours', neighbours),
    two('maximum', 'int32, every pair of limits', pairs),
  ],
  select: [range('select', 'every exponent', choice)],
  cast: [
    toward('i32', 'f32 of every exponent that fits to i32', () => line(exponents('to i32', FIRST, 30))),
    toward('i32', 'f32 around whole numbers to i32', () => line(steps())),
    toward('i32', 'f32 of every exponent that does not fit to i32', () => line(exponents('beyond i32', 31, 127))),
    toward('bool', 'f32 of every exponent to bool', () => line(exponents('to bool'))),
    toward('f32', 'i32 around powers of two to f32', () =>
      i32(
        [180],
        Array.from({ length: 30 }, (_, e) => [2 ** e, 2 ** e + 1, 2 ** e - 1].flatMap((v) => [v, 0 - v])).flat(),
      ),
    ),
    toward('bool', 'i32 limits to bool', () => i32([LIMITS.length], LIMITS)),
  ],
  ...Object.fromEntries(
    COMPARISONS.map((op) => [
      op,
      [two(op, 'every exponent beside its neighbours', neighbours), two(op, 'int32, every pair of limits', pairs)],
    ]),
  ),
};

/** Numbers below 2⁻¹²⁶, which an engine may take for zero where it computes, and must keep where it moves. */
const SUBNORMAL = (): CaseArray =>
  f32(
    [2, 4],
    [1, -1, 3, 2 ** 22 + 1, -(2 ** 22) - 1, 2 ** 23 - 1, -5, 77].map((n) => n * 2 ** -149),
  );

const moved = {
  reshape: { shape: [8] },
  transpose: { perm: [1, 0] },
  broadcastTo: { shape: [3, 2, 4] },
  slice: { starts: [0, 1], sizes: [2, 3] },
  pad: { before: [1, 0], after: [0, 1], value: 2 ** -140 },
  concat: { axis: 1 },
} as const;

function kept<O extends OpName>(op: O): readonly ValueCase<O>[] {
  const attrs = (moved as { readonly [name: string]: object | undefined })[op];
  if (attrs === undefined) return [];
  const inputs = () => (op === 'concat' ? [SUBNORMAL(), SUBNORMAL()] : [SUBNORMAL()]);
  return [lazily({ op, name: 'keeps subnormal numbers', attrs: attrs as never, inputs })];
}

/** The cases of an op at the ends of what numbers there are. */
export function ranges<O extends OpName>(op: O): readonly ValueCase<O>[] {
  const ofOne = unary[op]?.map(([name, x, tolerance]) => range(op, name, () => [line(x())], tolerance)) ?? [];
  const ofTwo = (binary as { readonly [name: string]: readonly ValueCase[] | undefined })[op] ?? [];
  const ofIntegers = ['neg', 'abs', 'stopGradient'].includes(op)
    ? [range(op, 'int32 limits', () => [i32([LIMITS.length], LIMITS)])]
    : [];
  return [...ofOne, ...(ofTwo as readonly ValueCase<O>[]), ...ofIntegers, ...kept(op)];
}
