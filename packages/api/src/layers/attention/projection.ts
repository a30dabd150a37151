/** A fully connected layer into heads, or out of them. */
import type { Constraint } from '../../constraints/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { fail, printShape, type Shape } from '../../ir/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { Module } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';

/** The weights of all projections of an attention are made alike. */
export interface ProjectionLaws {
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly biasRegularizer: Regularizer | null;
  readonly kernelConstraint: Constraint | null;
  readonly biasConstraint: Constraint | null;
}

/** A kernel whose axes are `from` followed by `to`, and a bias `to`. */
abstract class Projection extends Module {
  readonly #laws: ProjectionLaws;

  constructor(laws: ProjectionLaws) {
    super();
    this.#laws = laws;
  }

  protected declare(from: Shape, to: Shape): void {
    const { useBias, kernelInitializer, kernelRegularizer, kernelConstraint } = this.#laws;
    this.addWeight({
      name: 'kernel',
      shape: [...from, ...to],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
    });
    const { biasInitializer, biasRegularizer, biasConstraint } = this.#laws;
    if (useBias)
      this.addWeight({
        name: 'bias',
        shape: to,
        initializer: biasInitializer,
        regularizer: biasRegularizer,
        constraint: biasConstraint,
      });
  }

  /** Rows `[batch, steps, inputs]` to `[batch, steps, outputs]`. */
  protected project(x: Tensor, outputs: number): Tensor {
    const product = x.matMul(this.weight('kernel', x).reshape([x.shape.at(-1)!, outputs]));
    return this.#laws.useBias ? product.add(this.weight('bias', x).reshape([outputs])) : product;
  }
}

/** `[batch, steps, n]` to `[batch, heads, steps, size]`. Weights: `kernel` `[n, heads, size]`, `bias` `[heads, size]`. */
export class IntoHeads extends Projection {
  readonly className = 'IntoHeads';
  readonly #heads: number;
  readonly #size: number;

  constructor(laws: ProjectionLaws, heads: number, size: number) {
    super(laws);
    this.#heads = heads;
    this.#size = size;
  }

  override build(input: Shape): void {
    if (input.length !== 3 || !(input[2]! >= 1))
      fail('SHAPE', {
        who: 'attention',
        what: 'needs inputs [batch, steps, features] with known features',
        received: printShape(input),
      });
    this.declare([input[2]!], [this.#heads, this.#size]);
  }

  call(x: Tensor): Tensor {
    const [batch, steps] = x.shape as [number, number];
    return this.project(x, this.#heads * this.#size)
      .reshape([batch, steps, this.#heads, this.#size])
      .transpose([0, 2, 1, 3]);
  }
}

/** `[batch, heads, steps, size]` to `[batch, steps, …]`. Weights: `kernel` `[heads, size, …]`, `bias` `[…]`. */
export class OutOfHeads extends Projection {
  readonly className = 'OutOfHeads';
  /** The axes of the output after the steps: known when the attention is built. */
  outputShape: Shape = [];

  override build(input: Shape): void {
    this.declare([input[1]!, input[3]!], this.outputShape);
  }

  call(x: Tensor): Tensor {
    const [batch, heads, steps, size] = x.shape as [number, number, number, number];
    const rows = x.transpose([0, 2, 1, 3]).reshape([batch, steps, heads * size]);
    const outputs = this.outputShape.reduce((n, each) => n * each, 1);
    return this.project(rows, outputs).reshape([batch, steps, ...this.outputShape]);
  }
}
