/** The tests of the file of regularizers, constraints and initializers; the first two on a set of backends. */
import { constraintFromConfig, initializerFromConfig, Orthogonal, regularizerFromConfig } from '@bernoulli/api';
import { gradients, key } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { graphOf, runOnce, type Backends } from './graph-of.ts';
import { saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

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

interface Constant extends KerasCase {
  readonly shape: readonly number[];
  readonly output: Encoded;
}

/** A matrix M with MᵀM = gain² I, or MMᵀ where it is wider than high. */
interface OrthogonalMatrix {
  readonly gain: number;
  readonly shape: readonly number[];
  readonly matrix_shape: readonly [number, number];
  readonly orthonormal: 'rows' | 'columns';
  readonly tol: number;
}

interface Content {
  readonly regularizers: readonly (OfWeight & { readonly value: number; readonly grad: Encoded })[];
  readonly constraints: readonly (OfWeight & { readonly output: Encoded })[];
  readonly initializers: readonly Draw[];
  readonly orthogonal?: readonly OrthogonalMatrix[];
  readonly constant_initializers: readonly Constant[];
}

const file = 'keras-regularizers-constraints-initializers.json';

/** Runs every regularizer and constraint that this library can build, on every backend. */
export function penaltyOracles(backends: Backends): void {
  describeOracle<Content>(file, (content) => {
    const regularizers = content.regularizers.filter((c) => isKnown(() => regularizerFromConfig(saved(c))));
    const constraints = content.constraints.filter((c) => isKnown(() => constraintFromConfig(saved(c))));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(regularizers)('$name', async (c) => {
        const inputs = { w: decode(c.input) };
        const graph = graphOf(inputs, ({ w }, b) => {
          const value = regularizerFromConfig(saved(c)).penalty(w);
          return { value, grad: gradients(b, value.ref, [w.ref])[0]! };
        });
        const { value, grad } = await runOnce(backend(), graph, inputs);
        expectClose(value!, c.value, 1e-5, 'value');
        expectClose(grad!, c.grad, 1e-5, 'gradient');
      });

      it.each(constraints)('$name', async (c) => {
        const inputs = { w: decode(c.input) };
        const graph = graphOf(inputs, ({ w }) => ({ y: constraintFromConfig(saved(c)).apply(w) }));
        const { y } = await runOnce(backend(), graph, inputs);
        expect(y!.shape).toEqual(c.output.shape);
        expectClose(y!, c.output, 1e-5, 'output');
      });
    });

    tally<KerasCase>({
      of: [...content.regularizers, ...content.constraints],
      run: [...regularizers, ...constraints],
      label: (c) => c.class,
    });
  });
}

/** Draws from every initializer that this library can build; that is the host's work, on no backend. */
export function initializerOracles(): void {
  describeOracle<Content>(file, (content) => {
    const draws = content.initializers.filter((c) => isKnown(() => initializerFromConfig(saved(c))));
    const constants = content.constant_initializers.filter((c) => isKnown(() => initializerFromConfig(saved(c))));
    const orthogonal = content.orthogonal ?? [];

    it.each(draws.map((c, i) => ({ ...c, i })))('$class $config $shape', ({ i, ...c }) => {
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

    it.each(orthogonal)(
      'Orthogonal $gain $shape',
      ({ gain, shape, matrix_shape: [rows, columns], orthonormal, tol }) => {
        const values = new Orthogonal({ gain }).draw(key(7), shape);
        expect(values.length).toBe(rows * columns);
        const [count, size] = orthonormal === 'columns' ? [columns, rows] : [rows, columns];
        const at = (line: number, i: number): number =>
          values[orthonormal === 'columns' ? i * columns + line : line * columns + i]!;
        for (let a = 0; a < count; a++)
          for (let b = 0; b < count; b++) {
            let dot = 0;
            for (let i = 0; i < size; i++) dot += at(a, i) * at(b, i);
            expect(Math.abs(dot - (a === b ? gain ** 2 : 0))).toBeLessThan(tol);
          }
      },
    );

    it.each(constants)('$class $config $shape', (c) => {
      expectClose(initializerFromConfig(saved(c)).draw(key(0), c.shape), c.output, 0, 'output');
    });

    tally<object>({
      of: [...content.initializers, ...orthogonal, ...content.constant_initializers],
      run: [...draws, ...orthogonal, ...constants],
      label: (c) => (c as KerasCase).class,
    });
  });
}
