/** Chooses the accuracy, or the cross-entropy, that fits what a model puts out. */
import type { Shape } from '../ir/index.ts';
import type { Loss } from '../losses/loss.ts';
import { BinaryAccuracy } from './binary-accuracy.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { CategoricalAccuracy } from './categorical-accuracy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import type { Metric } from './metric.ts';
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';

/** What a metric is chosen by. */
export interface MetricContext {
  readonly loss: Loss;
  readonly yPredShape: Shape;
}

/**
 * The accuracy for the labels of the loss and the shape of the prediction: sparse for class numbers, binary for one output,
 * categorical for more. Where the loss reads binary logits, the threshold is 0, which is where p = 1/2.
 */
export function chooseAccuracy(name: string, { loss, yPredShape }: MetricContext): Metric {
  if (loss.labels === 'classes') return new SparseCategoricalAccuracy({ name });
  if (yPredShape.at(-1) === 1) return new BinaryAccuracy({ name, threshold: readsLogits(loss) ? 0 : 0.5 });
  return new CategoricalAccuracy({ name });
}

/** The cross-entropy by the same rule, reading logits where the loss does. */
export function chooseCrossentropy(name: string, { loss, yPredShape }: MetricContext): Metric {
  const config = { name, fromLogits: readsLogits(loss) };
  if (loss.labels === 'classes') return new SparseCategoricalCrossentropy(config);
  return yPredShape.at(-1) === 1 ? new BinaryCrossentropy(config) : new CategoricalCrossentropy(config);
}

function readsLogits(loss: Loss): boolean {
  return (loss as Loss & { readonly fromLogits?: boolean }).fromLogits === true;
}
