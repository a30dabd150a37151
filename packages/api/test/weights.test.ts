/** Regularizers, constraints and initializers against Keras. */
import { describe, expect, it } from 'vitest';
import { constraintFromConfig, constraints } from '../src/constraints/index.ts';
import { initializerFromConfig, initializers } from '../src/initializers/index.ts';
import { gradients } from '../src/ir/grad.ts';
import { key } from '../src/ir/index.ts';
import { regularizerFromConfig, regularizers } from '../src/regularizers/index.ts';
import { decode, describeOracle, evaluate, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Case {
  readonly name: string;
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly input: Encoded;
}

interface Draw {
  readonly class: string;
  readonly config: Record<string, unknown>;
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
  readonly regularizers: readonly (Case & { readonly value: number; readonly grad: Encoded })[];
  readonly constraints: readonly (Case & { readonly output: Encoded })[];
  readonly initializers: readonly Draw[];
  readonly orthogonal: readonly object[];
  readonly constant_initializers: readonly {
    class: string;
    config: Record<string, unknown>;
    shape: readonly number[];
    output: Encoded;
  }[];
}

const saved = (c: { class: string; config: Record<string, unknown> }) => ({
  className: c.class,
  config: fromKeras(c.config),
});

describeOracle<Content>('keras-regularizers-constraints-initializers.json', (content) => {
  const here = {
    regularizers: content.regularizers.filter((c) => Object.hasOwn(regularizers, c.class)),
    constraints: content.constraints.filter((c) => Object.hasOwn(constraints, c.class)),
    initializers: content.initializers.filter((c) => Object.hasOwn(initializers, c.class)),
    constant_initializers: content.constant_initializers.filter((c) => Object.hasOwn(initializers, c.class)),
  };

  describe('regularizers', () => {
    it.each(here.regularizers)('$name', (c) => {
      const regularizer = regularizerFromConfig(saved(c));
      const { value, grad } = evaluate({ w: decode(c.input) }, ({ w }, b) => {
        const value = regularizer.penalty(w);
        return { value, grad: gradients(b, value.ref, [w.ref])[0]! };
      });
      expectClose(value!, c.value, 1e-5, 'value');
      expectClose(grad!, c.grad, 1e-5, 'gradient');
    });
  });

  describe('constraints', () => {
    it.each(here.constraints)('$name', (c) => {
      const { y } = evaluate({ w: decode(c.input) }, ({ w }) => ({ y: constraintFromConfig(saved(c)).apply(w) }));
      expect(y!.shape).toEqual(c.output.shape);
      expectClose(y!, c.output, 1e-5, 'output');
    });
  });

  describe('initializers', () => {
    it.each(here.initializers.map((c, i) => ({ ...c, i })))('$class $config $shape', ({ i, ...c }) => {
      const values = initializerFromConfig(saved(c)).draw(key(i), c.shape);
      expect(values.length).toBe(c.n);
      const mean = values.reduce((sum, x) => sum + x, 0) / c.n;
      const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / c.n);
      expect(Math.abs(mean - c.mean)).toBeLessThan(c.mean_tol);
      expect(Math.abs(spread / c.std - 1)).toBeLessThan(c.std_rtol);
      // The limits are those of the law, up to the rounding of f32.
      if (c.low !== null) expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(c.low));
      if (c.high !== null) expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(c.high));
    });

    it.each(here.constant_initializers)('$class $config', (c) => {
      expectClose(initializerFromConfig(saved(c)).draw(key(0), c.shape), c.output, 0, 'output');
    });
  });

  it('runs 74 of 78 cases; 4 are of classes not built here, and so are 4 of Orthogonal', () => {
    const count = Object.fromEntries(
      Object.entries(here).map(([list, cases]) => [list, [cases.length, content[list as keyof typeof here].length]]),
    );
    expect(content.orthogonal.length).toBe(4);
    expect(count).toEqual({
      regularizers: [11, 13],
      constraints: [14, 14],
      initializers: [46, 46],
      constant_initializers: [3, 5],
    });
    const classes = [
      ...content.regularizers,
      ...content.constraints,
      ...content.initializers,
      ...content.constant_initializers,
    ].map((c) => c.class);
    const known = { ...regularizers, ...constraints, ...initializers };
    expect([...new Set(classes)].filter((name) => !Object.hasOwn(known, name)).sort()).toEqual([
      'Identity',
      'OrthogonalRegularizer',
    ]);
  });
});
