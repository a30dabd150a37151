/** The losses against Keras: values, gradients, weights, reductions, edges. */
import { expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { gradients } from '../src/ir/grad.ts';
import { lossFromConfig } from '../src/losses/index.ts';
import { evaluate } from './evaluate.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly y_true: Encoded;
  readonly y_pred: Encoded;
  readonly sample_weight: Encoded | null;
  readonly value: Encoded | number;
  readonly upstream: Encoded | null;
  readonly grad: Encoded;
}

describeOracle<{ cases: Case[] }>('keras-losses.json', ({ cases }) => {
  const built = cases.filter((c) => isKnown(() => lossFromConfig(saved(c))));

  it.each(built)('$name', (c) => {
    const loss = lossFromConfig(saved(c));
    const { value, grad } = evaluate(
      {
        yTrue: decode(c.y_true),
        yPred: decode(c.y_pred),
        ...(c.sample_weight && { weight: decode(c.sample_weight) }),
        ...(c.upstream && { upstream: decode(c.upstream) }),
      } as Record<'yTrue' | 'yPred' | 'weight' | 'upstream', ReturnType<typeof decode>>,
      ({ yTrue, yPred, weight, upstream }, b) => {
        const value = loss.call(yTrue, yPred, weight);
        const scalar = upstream === undefined ? value : value.mul(upstream).sum();
        return { value, grad: gradients(b, scalar.ref, [yPred.ref])[0]! };
      },
    );
    expect(value!.shape).toEqual(typeof c.value === 'number' ? [] : c.value.shape);
    expectClose(value!, c.value, 1e-5, 'value');
    expectClose(grad!, c.grad, 1e-5, 'gradient');
  });

  tally({ of: cases, run: built, label: (c) => c.class });
});
