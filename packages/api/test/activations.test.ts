/** The activations against Keras: values and gradients. */
import { expect, it } from 'vitest';
import { activations, type ActivationName } from '../src/activations/index.ts';
import { gradients } from '../src/ir/grad.ts';
import type { Tensor } from '../src/tracing/tensor.ts';
import { decode, describeOracle, evaluate, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Case {
  readonly name: string;
  readonly function: string;
  readonly args: Record<string, unknown>;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
}

const camel = (name: string): string => Object.keys(fromKeras({ [name]: 0 }))[0]!;

describeOracle<{ activations: Case[] }>('keras-layers.json', ({ activations: cases }) => {
  const built = cases.filter((c) => Object.hasOwn(activations, camel(c.function)));

  it.each(built)('$name', (c) => {
    const f = activations[camel(c.function) as ActivationName] as (x: Tensor, config?: object) => Tensor;
    const { y, grad } = evaluate({ x: decode(c.input), upstream: decode(c.upstream) }, ({ x, upstream }, b) => {
      const y = f(x, fromKeras(c.args));
      return { y, grad: gradients(b, y.mul(upstream).sum().ref, [x.ref])[0]! };
    });
    expect(y!.shape).toEqual(c.output.shape);
    expectClose(y!, c.output, 1e-5, 'value');
    expectClose(grad!, c.input_grad, 1e-5, 'gradient');
  });

  it(`runs ${built.length} cases; ${cases.length - built.length} are of functions not built here`, () => {
    const missing = [...new Set(cases.filter((c) => !built.includes(c)).map((c) => c.function))].sort();
    expect({ built: built.length, elsewhere: cases.length - built.length, missing }).toEqual({
      built: 22,
      elsewhere: 19,
      missing: [
        'celu',
        'glu',
        'hard_shrink',
        'hard_silu',
        'hard_tanh',
        'log_sigmoid',
        'soft_shrink',
        'sparse_plus',
        'sparse_sigmoid',
        'sparsemax',
        'squareplus',
        'tanh_shrink',
        'threshold',
      ],
    });
  });
});
