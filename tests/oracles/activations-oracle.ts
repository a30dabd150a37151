/** The tests of the activations in the file of layers, on a set of backends: values and gradients. */
import { activations, type Tensor } from '@bernoulli/api';
import { gradients } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { graphOf, runOnce, type Backends } from './graph-of.ts';
import { camel, fromKeras } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

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

function graphFor(c: Case) {
  const f = activations[camel(c.function) as keyof typeof activations] as (x: Tensor, config?: object) => Tensor;
  const inputs = { x: decode(c.input), upstream: decode(c.upstream) };
  const graph = graphOf(inputs, ({ x, upstream }, b) => {
    const y = f(x, fromKeras(c.args));
    return { y, grad: gradients(b, y.mul(upstream).sum().ref, [x.ref])[0]! };
  });
  return { graph, inputs };
}

/** Runs every case that this library can build, on every backend. */
export function activationOracles(backends: Backends): void {
  describeOracle<{ activations: Case[] }>('keras-layers.json', ({ activations: cases }) => {
    const built = cases.filter((c) => Object.hasOwn(activations, camel(c.function)) && isKnown(() => graphFor(c)));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$name', async (c) => {
        const { graph, inputs } = graphFor(c);
        const { y, grad } = await runOnce(backend(), graph, inputs);
        expect(y!.shape).toEqual(c.output.shape);
        expectClose(y!, c.paper_output ?? c.output, 1e-5, 'value');
        expectClose(grad!, c.paper_input_grad ?? c.input_grad, 1e-5, 'gradient');
      });
    });

    tally({ of: cases, run: built, label: (c) => c.function });
  });
}
