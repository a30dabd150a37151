/** The activations against Keras: values and gradients. */
import { expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { camel, fromKeras } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { activations, type ActivationName } from '../src/activations/index.ts';
import { gradients } from '../src/ir/grad.ts';
import type { Tensor } from '../src/tracing/tensor.ts';
import { evaluate } from './evaluate.ts';

interface Case {
  readonly name: string;
  readonly function: string;
  readonly args: Record<string, unknown>;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
  /** What is right where Keras is wrong. */
  readonly paper_output?: Encoded;
  readonly paper_input_grad?: Encoded;
}

function run(c: Case) {
  const f = activations[camel(c.function) as ActivationName] as (x: Tensor, config?: object) => Tensor;
  return evaluate({ x: decode(c.input), upstream: decode(c.upstream) }, ({ x, upstream }, b) => {
    const y = f(x, fromKeras(c.args));
    return { y, grad: gradients(b, y.mul(upstream).sum().ref, [x.ref])[0]! };
  });
}

describeOracle<{ activations: Case[] }>('keras-layers.json', ({ activations: cases }) => {
  const built = cases.filter((c) => Object.hasOwn(activations, camel(c.function)) && isKnown(() => run(c)));

  it.each(built)('$name', (c) => {
    const { y, grad } = run(c);
    expect(y!.shape).toEqual(c.output.shape);
    expectClose(y!, c.paper_output ?? c.output, 1e-5, 'value');
    expectClose(grad!, c.paper_input_grad ?? c.input_grad, 1e-5, 'gradient');
  });

  tally({ of: cases, run: built, label: (c) => c.function });
});
