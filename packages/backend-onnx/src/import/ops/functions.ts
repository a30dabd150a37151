/** Functions that are put together from ops of ours: trigonometric, hyperbolic. Each is as near to the truth as `f32` allows. */
import type { Tensor } from '@bernoulli/api';
import type { Operator } from '../node-call.ts';
import { onFloats } from './elementwise.ts';

/** y with the sign of x, for an odd function that was worked out for |x|. */
function signOf(x: Tensor, y: Tensor): Tensor {
  return y.neg().where(x.less(0), y);
}

/** The sum of c[i] · xⁱ. */
function polynomial(x: Tensor, coefficients: readonly number[]): Tensor {
  const [last, ...rest] = coefficients.toReversed();
  return rest.reduce((sum, c) => sum.mul(x).add(c), x.constant(Float32Array.of(last!), []));
}

/** The arc tangent of a number from 0 up: with its complement beyond tan 3π/8, turned by π/4 beyond tan π/8, then the polynomial of Cephes (atanf). */
function positiveArcTangent(x: Tensor): Tensor {
  const [far, middle] = [x.greater(2.414213562373095), x.greater(0.4142135623730951)];
  const safe = x.maximum(1e-30);
  const turned = x.sub(1).div(x.add(1));
  const near = safe.divInto(-1).where(far, turned.where(middle.and(x.isFinite()), x));
  const square = near.square();
  const rest = polynomial(square, [-3.33329491539e-1, 1.99777106478e-1, -1.38776856032e-1, 8.05374449538e-2]);
  const number = (value: number): Tensor => x.constant(Float32Array.of(value), []);
  const base = number(Math.PI / 2).where(far, number(Math.PI / 4).where(middle, 0));
  return base.add(rest.mul(square).mul(near).add(near));
}

export function arcTangent(x: Tensor): Tensor {
  return signOf(x, positiveArcTangent(x.abs()));
}

function arcSine(x: Tensor): Tensor {
  return arcTangent(x.div(x.square().subFrom(1).sqrt().add(1))).mul(2);
}

/** By half the angle, which keeps its digits near 1. */
function arcCosine(x: Tensor): Tensor {
  const [above, below] = [x.subFrom(1), x.add(1)];
  return positiveArcTangent(above.div(below).sqrt()).mul(2);
}

/** (e^|x| − e^−|x|) / 2, by its series where the two are nearly equal, and by the half power, which overflows later. */
function hyperbolicSine(x: Tensor): Tensor {
  const size = x.abs();
  const half = size.mul(0.5).exp();
  const far = half.mul(0.5).mul(half).sub(half.square().divInto(0.5));
  const near = size.minimum(1);
  const series = near.mul(polynomial(near.square(), [1, 1 / 6, 1 / 120, 1 / 5040, 1 / 362880]));
  return signOf(x, series.where(size.less(1), far));
}

function hyperbolicCosine(x: Tensor): Tensor {
  const half = x.abs().mul(0.5).exp();
  return half.mul(0.5).mul(half).add(half.square().divInto(0.5));
}

/** log(|x| + √(x² + 1)), without the square of what is large. */
function inverseHyperbolicSine(x: Tensor): Tensor {
  const size = x.abs();
  const near = size.minimum(1e4);
  const square = near.square();
  const small = near.add(square.div(square.add(1).sqrt().add(1))).log1p();
  return signOf(x, size.log().add(Math.LN2).where(size.greater(1e4), small));
}

function inverseHyperbolicCosine(x: Tensor): Tensor {
  const over = x.minimum(1e4).sub(1);
  const small = over.add(over.mul(2).add(over.square()).sqrt()).log1p();
  return x.log().add(Math.LN2).where(x.greater(1e4), small);
}

function inverseHyperbolicTangent(x: Tensor): Tensor {
  const size = x.abs();
  return signOf(x, size.mul(2).div(size.subFrom(1)).log1p().mul(0.5));
}

export const functions: Readonly<Record<string, Operator>> = {
  Tan: onFloats((x) => x.sin().div(x.cos())),
  Asin: onFloats(arcSine),
  Acos: onFloats(arcCosine),
  Atan: onFloats(arcTangent),
  Sinh: onFloats(hyperbolicSine),
  Cosh: onFloats(hyperbolicCosine),
  Asinh: onFloats(inverseHyperbolicSine),
  Acosh: onFloats(inverseHyperbolicCosine),
  Atanh: onFloats(inverseHyperbolicTangent),
};
