/**
 * The product of matrices: `[…, m, k]` with `[…, k, n]` is `[…, m, n]`. The leading sizes are equal, or the second operand
 * is one matrix `[k, n]` that serves them all. `transposeA` and `transposeB` read an operand with its last two axes swapped.
 */
import type { GraphBuilder, Ref } from '../builder.ts';
import { fail } from '../errors.ts';
import { requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, sameShape, sizeOf } from '../shape.ts';

export interface MatMulAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const matMul: OpDefinition<MatMulAttrs> = {
  kind: 'contraction',
  arity: 2,
  infer: ([a, b], { transposeA, transposeB }) => {
    requireDType('matMul', a!, ['f32'], 'the first operand');
    requireDType('matMul', b!, ['f32'], 'the second operand');
    const [p, q] = [a!.shape, b!.shape];
    const received = `${printShape(p)}${transposeA ? 'ᵀ' : ''} and ${printShape(q)}${transposeB ? 'ᵀ' : ''}`;
    const shared = q.length === 2;
    if (p.length < 2 || q.length < 2 || (!shared && !sameShape(p.slice(0, -2), q.slice(0, -2))))
      fail('SHAPE', { who: 'matMul', what: 'takes […, m, k] with […, k, n] or [k, n]', received });
    if (shared && p.length > 2 && transposeA)
      fail('SHAPE', { who: 'matMul', what: 'transposeA needs a second operand of the same rank', received });
    const [m, k] = transposeA ? [p.at(-1)!, p.at(-2)!] : [p.at(-2)!, p.at(-1)!];
    const [k2, n] = transposeB ? [q.at(-1)!, q.at(-2)!] : [q.at(-2)!, q.at(-1)!];
    if (k !== k2)
      fail('SHAPE', { who: 'matMul', what: `the inner sizes must be equal, and are ${k} and ${k2}`, received });
    return { dtype: 'f32', shape: [...p.slice(0, -2), m, n] };
  },
  zeros: 'absorbs',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, y], attrs: { transposeA, transposeB }, upstream }) => {
    const shared = y!.shape.length === 2 && x!.shape.length > 2;
    const [xs, up] = shared ? [flat(b, x!), flat(b, upstream)] : [x!, upstream];
    return [
      transposeA
        ? b.matMul(y!, upstream, { transposeA: transposeB, transposeB: true })
        : b.matMul(upstream, y!, { transposeB: !transposeB }),
      transposeB
        ? b.matMul(up, xs, { transposeA: true, transposeB: transposeA })
        : b.matMul(xs, up, { transposeA: !transposeA }),
    ];
  },
  expand: null,
};

/** All leading axes as rows. */
function flat(b: GraphBuilder, x: Ref): Ref {
  return b.reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}
