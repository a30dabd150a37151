/** The tests of the file of losses, on a set of backends: values, gradients, weights, reductions, edges. */
import { lossFromConfig } from '@bernoulli/api';
import { gradients } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { graphOf, runOnce, type Backends } from './graph-of.ts';
import { saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly y_true: Encoded;
  readonly y_pred: Encoded;
  readonly sample_weight: Encoded | null;
  readonly value: Encoded | number;
  readonly upstream: Encoded | null;
  readonly grad: Encoded;
}

/** Runs every case that this library can build, on every backend. */
export function lossOracles(backends: Backends): void {
  describeOracle<{ cases: Case[] }>('keras-losses.json', ({ cases }) => {
    const built = cases.filter((c) => isKnown(() => lossFromConfig(saved(c))));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$name', async (c) => {
        const loss = lossFromConfig(saved(c));
        const inputs = {
          yTrue: decode(c.y_true),
          yPred: decode(c.y_pred),
          ...(c.sample_weight && { weight: decode(c.sample_weight) }),
          ...(c.upstream && { upstream: decode(c.upstream) }),
        } as Record<'yTrue' | 'yPred' | 'weight' | 'upstream', ReturnType<typeof decode>>;
        const graph = graphOf(inputs, ({ yTrue, yPred, weight, upstream }, b) => {
          const value = loss.call(yTrue, yPred, weight);
          const scalar = upstream === undefined ? value : value.mul(upstream).sum();
          return { value, grad: gradients(b, scalar.ref, [yPred.ref])[0]! };
        });
        const { value, grad } = await runOnce(backend(), graph, inputs);
        expect(value!.shape).toEqual(typeof c.value === 'number' ? [] : c.value.shape);
        expectClose(value!, c.value, 1e-5, 'value');
        expectClose(grad!, c.grad, 1e-5, 'gradient');
      });
    });

    tally({ of: cases, run: built, label: (c) => c.class });
  });
}
