/** A fully connected layer along any axes, which an equation names. */
import { activation } from '../../activations/field.ts';
import type { ActivationLike } from '../../activations/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import {
  fail,
  field,
  name,
  nullable,
  plainConfig,
  printShape,
  readConfig,
  required,
  text,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { einsum, readEquation, type Equation } from './einsum.ts';

export interface EinsumDenseConfig {
  /** Axes of the input, of the kernel and of the output, batch first: `'abc,cd->abd'`, or `'...x,xy->...y'` for any rank. */
  readonly equation: string;
  /** Sizes of the output after the batch; `null` for one that is the input's. One number is a list of one. */
  readonly outputShape: number | readonly (number | null)[];
  /** Default `'linear'`. */
  readonly activation?: ActivationLike | undefined;
  /** Letters of the output's axes along which there is a bias, as `'d'`. Default `null`: no bias. */
  readonly biasAxes?: string | null | undefined;
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  readonly name?: string | undefined;
}

const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 1;

const fields = {
  equation: required(text()),
  outputShape: required(
    field<number | readonly (number | null)[]>(
      'be a whole number from 1 up, or a list of such numbers and null',
      (x) => isSize(x) || (Array.isArray(x) && x.every((n) => n === null || isSize(n))),
    ),
  ),
  activation: activation('linear'),
  biasAxes: nullable(text()),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  biasConstraint: constraint(),
  name: name(),
};

/**
 * activation(x · kernel + bias), the product summed over the axes that an equation names in both operands and not in the result.
 *
 * Weights: `kernel`, of the axes of the second operand, and `bias`, of the axes of `biasAxes` with 1 in the place of others behind the
 * first of them.
 *
 * @throws BernoulliError `CONFIG` for an equation that is none; `SHAPE` for an input that it does not fit.
 * @example
 * ```ts
 * import { EinsumDense } from '@bernoulli/api';
 * new EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 64], biasAxes: 'd' }).getConfig().biasAxes; // => 'd'
 * ```
 */
export class EinsumDense extends Layer {
  readonly className = 'EinsumDense';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: EinsumDenseConfig) {
    super();
    this.#config = readConfig('EinsumDense', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { biasAxes } = this.#config;
    const equation = this.#equation(input);
    const { right, out } = equation;
    const sizes = this.#sizes(equation, input);
    this.addWeight({
      name: 'kernel',
      shape: [...right].map((letter) => sizes.get(letter)!),
      initializer: this.#config.kernelInitializer,
      regularizer: this.#config.kernelRegularizer,
      constraint: this.#config.kernelConstraint,
    });
    if (biasAxes === null) return;
    const stray = [...biasAxes].find((letter) => !out.includes(letter) || letter === out[0]);
    if (stray !== undefined)
      fail('CONFIG', {
        who: 'EinsumDense',
        what: 'biasAxes must be letters of the output other than the batch',
        received: biasAxes,
      });
    const first = Math.min(...[...biasAxes].map((letter) => out.indexOf(letter)));
    this.addWeight({
      name: 'bias',
      shape: [...out.slice(first)].map((letter) => (biasAxes.includes(letter) ? sizes.get(letter)! : 1)),
      initializer: this.#config.biasInitializer,
      regularizer: this.#config.biasRegularizer,
      constraint: this.#config.biasConstraint,
    });
  }

  call(x: Tensor): Tensor {
    const product = einsum(this.#equation(x.shape), x, this.weight('kernel', x));
    return this.#config.activation(this.#config.biasAxes === null ? product : product.add(this.weight('bias', x)));
  }

  #equation(input: Shape): Equation {
    return readEquation('EinsumDense', this.#config.equation, input.length);
  }

  /** The size of each letter: the input's, or what `outputShape` says. */
  #sizes({ left, right, out }: Equation, input: Shape): Map<string, number> {
    const { outputShape } = this.#config;
    const given = typeof outputShape === 'number' ? [outputShape] : outputShape;
    const sizes = new Map([...left].map((letter, i) => [letter, input[i]!]));
    const lead = out.length - given.length;
    [...out].forEach((letter, i) => {
      const said = given[i - lead];
      if (said === undefined || said === null) return;
      if (left.includes(letter) && sizes.get(letter) !== said)
        fail('SHAPE', {
          who: 'EinsumDense',
          what: `outputShape says ${said} for ${letter}, which is the input's`,
          received: printShape(input),
        });
      sizes.set(letter, said);
    });
    const open = [...right].find((letter) => !(sizes.get(letter)! >= 1));
    if (lead < 0 || open !== undefined)
      fail('SHAPE', {
        who: 'EinsumDense',
        what: lead < 0 ? `outputShape has more axes than ${out}` : `outputShape must say the size of ${open}`,
        received: `[${given.join(', ')}] for an input ${printShape(input)}`,
      });
    return sizes;
  }
}
