/** Regularizers, constraints and initializers against Keras. */
import { expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { constraintFromConfig } from '../src/constraints/index.ts';
import { initializerFromConfig } from '../src/initializers/index.ts';
import { gradients } from '../src/ir/grad.ts';
import { key } from '../src/ir/index.ts';
import { regularizerFromConfig } from '../src/regularizers/index.ts';
import { evaluate } from './evaluate.ts';

interface OfWeight extends KerasCase {
  readonly name: string;
  readonly input: Encoded;
}

/** The law that a draw of `n` values must follow. */
interface Draw extends KerasCase {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly std: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly mean_tol: number;
  readonly std_rtol: number;
  readonly n: number;
}

interface Content {
  readonly regularizers: readonly (OfWeight & { readonly value: number; readonly grad: Encoded })[];
  readonly constraints: readonly (OfWeight & { readonly output: Encoded })[];
  readonly initializers: readonly Draw[];
  readonly constant_initializers: readonly (KerasCase & {
    readonly shape: readonly number[];
    readonly output: Encoded;
  })[];
}

describeOracle<Content>('keras-regularizers-constraints-initializers.json', (content) => {
  const regularizers = content.regularizers.filter((c) => isKnown(() => regularizerFromConfig(saved(c))));
  const constraints = content.constraints.filter((c) => isKnown(() => constraintFromConfig(saved(c))));
  const initializers = content.initializers.filter((c) => isKnown(() => initializerFromConfig(saved(c))));
  const constants = content.constant_initializers.filter((c) => isKnown(() => initializerFromConfig(saved(c))));

  it.each(regularizers)('$name', (c) => {
    const regularizer = regularizerFromConfig(saved(c));
    const { value, grad } = evaluate({ w: decode(c.input) }, ({ w }, b) => {
      const value = regularizer.penalty(w);
      return { value, grad: gradients(b, value.ref, [w.ref])[0]! };
    });
    expectClose(value!, c.value, 1e-5, 'value');
    expectClose(grad!, c.grad, 1e-5, 'gradient');
  });

  it.each(constraints)('$name', (c) => {
    const { y } = evaluate({ w: decode(c.input) }, ({ w }) => ({ y: constraintFromConfig(saved(c)).apply(w) }));
    expect(y!.shape).toEqual(c.output.shape);
    expectClose(y!, c.output, 1e-5, 'output');
  });

  it.each(initializers.map((c, i) => ({ ...c, i })))('$class $config $shape', ({ i, ...c }) => {
    const values = initializerFromConfig(saved(c)).draw(key(i), c.shape);
    expect(values.length).toBe(c.n);
    const mean = values.reduce((sum, x) => sum + x, 0) / c.n;
    const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / c.n);
    expect(Math.abs(mean - c.mean)).toBeLessThan(c.mean_tol);
    expect(Math.abs(spread / c.std - 1)).toBeLessThan(c.std_rtol);
    // The limits are those of the law, up to the rounding of f32.
    if (c.low !== null) expect(values.reduce((a, x) => Math.min(a, x))).toBeGreaterThanOrEqual(Math.fround(c.low));
    if (c.high !== null) expect(values.reduce((a, x) => Math.max(a, x))).toBeLessThanOrEqual(Math.fround(c.high));
  });

  it.each(constants)('$class $config', (c) => {
    expectClose(initializerFromConfig(saved(c)).draw(key(0), c.shape), c.output, 0, 'output');
  });

  tally<KerasCase>({
    of: [...content.regularizers, ...content.constraints, ...content.initializers, ...content.constant_initializers],
    run: [...regularizers, ...constraints, ...initializers, ...constants],
    label: (c) => c.class,
  });
});
