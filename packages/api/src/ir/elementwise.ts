/** Ops of one or two operands, element by element: their kind, arity and type rule follow, all else is theirs to say. */
import type { DType } from './dtype.ts';
import { fail } from './errors.ts';
import { meet, requireDType } from './infer.ts';
import type { OpDefinition } from './op.ts';

/** What is left to say of an op whose kind, arity and type rule are known. */
type Facts = Omit<OpDefinition, 'kind' | 'arity' | 'infer'>;

/** A function of each element, which leaves it its dtype: one of `allowed`. */
export function unary(name: string, allowed: readonly DType[], facts: Facts): OpDefinition {
  return {
    kind: 'elementwise',
    arity: 1,
    infer: ([x]) => {
      requireDType(name, x!, allowed);
      return { dtype: x!.dtype, shape: x!.shape };
    },
    ...facts,
  };
}

/** A function of two elements of one dtype, one of `allowed`; the operands broadcast. */
export function binary(name: string, allowed: readonly DType[], facts: Facts): OpDefinition {
  return paired(name, allowed, null, facts);
}

/** A question about two numbers, answered by a `bool`; the operands broadcast. */
export function comparison(name: string, facts: Facts): OpDefinition {
  return paired(name, ['f32', 'i32'], 'bool', facts);
}

function paired(name: string, allowed: readonly DType[], result: DType | null, facts: Facts): OpDefinition {
  return {
    kind: 'elementwise',
    arity: 2,
    infer: ([x, y]) => {
      requireDType(name, x!, allowed, 'the first operand');
      if (y!.dtype !== x!.dtype)
        fail('DTYPE', {
          who: name,
          what: `both operands must have one dtype (cast one)`,
          received: `${x!.dtype} and ${y!.dtype}`,
        });
      return { dtype: result ?? x!.dtype, shape: meet(name, x!.shape, y!.shape) };
    },
    ...facts,
  };
}
