/** Parts of a model as a file holds them: by class name and configuration, ours and the user's own alike. */
import { describePart, type Describable, type PartDescription } from '../config/describe-part.ts';
import { fail } from '../ir/index.ts';
import * as ourLayers from '../layers/classes.ts';
import { SequenceDropout } from '../layers/recurrent/sequence-dropout.ts';
import { wrappers } from '../layers/wrappers.ts';
import { FunctionLoss } from '../losses/function-loss.ts';
import { FunctionMetric } from '../metrics/function-metric.ts';
import { Functional, type WiringDescription } from '../model/functional.ts';
import type { Model } from '../model/model.ts';
import { ModelOfLayers } from '../model/model-of-layers.ts';
import { Sequential } from '../model/sequential.ts';
import type { Module } from '../tracing/module.ts';
import type { StoredConfig } from './format.ts';

/** Our classes of a kind, by name. */
type Table = Readonly<Record<string, unknown>>;

const ourModels: Table = { Functional, Sequential };

/** What a file says of a model's structure; nothing where only code can say it again. */
export function describeStructure(model: Model): Pick<StoredConfig, 'layers' | 'functional'> {
  const unknown = { layers: null, functional: null };
  if (!(model instanceof Sequential || model instanceof Functional) || holdsImpostor(model)) return unknown;
  if (model instanceof Sequential) return { ...unknown, layers: model.getConfig().layers };
  const { name: _, layers, ...wiring } = model.getConfig();
  return layers === null ? unknown : { ...unknown, functional: { layers, ...(wiring as WiringDescription) } };
}

function holdsImpostor(module: Module): boolean {
  if (module instanceof ModelOfLayers) return isImpostor(module, ourModels) || module.layers.some(holdsImpostor);
  // Recurrent layers make it of their settings.
  if (module instanceof SequenceDropout) return module.children().some(([, each]) => holdsImpostor(each));
  const inner = Object.hasOwn(wrappers, module.className) ? module.children() : [];
  return isImpostor(module, ourLayers) || inner.some(([, each]) => holdsImpostor(each));
}

/** A subclass that kept the name of ours: it would be loaded as that. */
function isImpostor(part: { readonly className: string }, ours: Table): boolean {
  return Object.hasOwn(ours, part.className) && ours[part.className] !== part.constructor;
}

/** @throws BernoulliError `CONFIG` for a part that a file cannot tell from another. */
export function describeCompiled(part: Describable, ours: Table): PartDescription {
  if (isImpostor(part, ours))
    fail('CONFIG', {
      who: 'save',
      what: `a class or function of your own is called ${part.className}, as one of ours, and would be loaded as that`,
      received: part.constructor.name,
      hint: 'Give it another name',
    });
  return describePart(part);
}

/** @throws BernoulliError `CONFIG` for two functions of one name, by which a file tells them apart. */
export function refuseNamesakes(parts: readonly unknown[]): void {
  const known = new Map<string, unknown>();
  for (const part of parts) {
    if (!(part instanceof FunctionLoss || part instanceof FunctionMetric)) continue;
    const { className, own } = part;
    if (known.has(className) && known.get(className) !== own)
      fail('CONFIG', {
        who: 'save',
        what: 'two functions have one name, by which they are to be handed in again',
        received: className,
        hint: 'Give one of them another name',
      });
    known.set(className, own);
  }
}
