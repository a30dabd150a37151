/** What the losses share: a name, a reduction, and the weighing of samples. */
import { oneOf, plainConfig, text, type AnyFields } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Loss, Reduction } from './loss.ts';
import { reduceLosses } from './reduce.ts';

const reductions = ['sumOverBatchSize', 'sum', 'none', 'mean', 'meanWithSampleWeight'] as const;

/** The fields of {@link LossConfig}. */
export function commonFields(name: string) {
  return { reduction: oneOf(reductions, 'sumOverBatchSize'), name: text(name) };
}

/** A loss that is a loss per sample, weighted and reduced. A new loss extends this and says the loss of a sample. */
export abstract class ReducedLoss implements Loss {
  abstract readonly className: string;
  abstract readonly labels: 'classes' | 'values';
  readonly name: string;
  readonly reduction: Reduction;
  readonly #fields: AnyFields;

  /**
   * @param fields those that the configuration was read by, where there are more than the common ones; each setting is a
   * property of its name
   */
  constructor(
    { name, reduction }: { readonly name: string; readonly reduction: Reduction },
    fields: AnyFields = commonFields(name),
  ) {
    this.name = name;
    this.reduction = reduction;
    this.#fields = fields;
  }

  abstract perSample(yTrue: Tensor, yPred: Tensor, counts?: Tensor): Tensor;

  /** Which samples count, as a `bool` of the shape of `perSample`; `null` when all do. */
  protected counted(_yTrue: Tensor, _yPred: Tensor): Tensor | null {
    return null;
  }

  call(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor {
    return reduceLosses({
      who: this.className,
      reduction: this.reduction,
      losses: this.perSample(yTrue, yPred),
      sampleWeight,
      counted: this.counted(yTrue, yPred),
    });
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(this.#fields, this as never);
  }
}
