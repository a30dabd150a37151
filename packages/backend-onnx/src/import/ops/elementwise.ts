/** Functions of each element, straight from ops of ours. */
import type { Tensor } from '@bernoulli/api';
import { elementTypes } from '../../proto/element-type.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { requireSmall, wrapped } from './integers.ts';

/** A function of each element of operand 0, a float. */
export function onFloats(f: (x: Tensor, c: NodeCall) => Tensor): Operator {
  return (c) => {
    const x = c.input(0);
    if (x.dtype !== 'f32') unsupported(`an operand of type ${x.type}`);
    return c.same(f(x.tensor, c));
  };
}

/** The same for floats and integers; what leaves a narrow integer type wraps. */
function onNumbers(f: (x: Tensor) => Tensor): Operator {
  return (c) => {
    const x = c.input(0);
    if (x.dtype === 'bool') unsupported('an operand of type bool');
    requireSmall(x.type);
    return Value.of(wrapped(f(x.tensor), x.type), x.type);
  };
}

/** The larger of x and 0, with −0 and NaN as they are. */
function relu(x: Tensor): Tensor {
  return x.maximum(0);
}

export const elementwise: Readonly<Record<string, Operator>> = {
  Abs: onNumbers((x) => x.abs()),
  Neg: onNumbers((x) => x.neg()),
  Sign: onNumbers((x) => x.sign()),
  Relu: onNumbers(relu),
  Ceil: onFloats((x) => x.ceil()),
  Floor: onFloats((x) => x.floor()),
  Round: onFloats((x) => x.round()),
  Sqrt: onFloats((x) => x.sqrt()),
  Exp: onFloats((x) => x.exp()),
  Log: onFloats((x) => x.log()),
  Sin: onFloats((x) => x.sin()),
  Cos: onFloats((x) => x.cos()),
  Tanh: onFloats((x) => x.tanh()),
  Sigmoid: onFloats((x) => x.sigmoid()),
  Erf: onFloats((x) => x.erf()),
  Reciprocal: onFloats((x) => x.divInto(1)),
  Identity: (c) => c.held(0) ?? c.input(0),
  IsNaN: (c) => Value.of(isNaN(float(c)), 'bool'),
  IsInf: (c) => {
    const x = float(c);
    const infinite = x.isFinite().or(isNaN(x)).not();
    const [up, down] = [c.flag('detect_positive', true), c.flag('detect_negative', true)];
    const sides = infinite.and(up ? (down ? infinite : x.greater(0)) : down ? x.less(0) : infinite.not());
    return Value.of(sides, 'bool');
  },
};

function float(c: NodeCall): Tensor {
  const x = c.input(0);
  if (elementTypes[x.type].dtype !== 'f32') unsupported(`an operand of type ${x.type}`);
  return x.tensor;
}

export function isNaN(x: Tensor): Tensor {
  return x.notEqual(x);
}
