/** A model of layers, made anew of what a file says of it. */
import { fail } from '../ir/index.ts';
import { layerFromConfig } from '../layers/index.ts';
import { Functional, type ValueDescription, type WiringDescription } from '../model/functional.ts';
import { input } from '../model/input.ts';
import { Sequential } from '../model/sequential.ts';
import type { Module } from '../tracing/module.ts';
import { Tensor } from '../tracing/tensor.ts';
import type { StoredFunctional, StoredPart } from './format.ts';

/** The sequential model that a description tells of. */
export function sequentialFrom(layers: readonly StoredPart[], name: string): Sequential {
  return new Sequential(layers.map(moduleFrom), { name });
}

/** The model that a description of its layers, and of their wiring, tells of. */
export function functionalFrom({ layers, ...wiring }: StoredFunctional, name: string): Functional {
  const modules = layers.map(moduleFrom);
  const inputs = wiring.inputs.map((row) => input(row));
  const values: (Tensor | Readonly<Record<string, Tensor>>)[] = [...inputs];
  const at = ({ value, output }: ValueDescription): Tensor => {
    const made = values[value]!;
    if (made instanceof Tensor && output === undefined) return made;
    if (!(made instanceof Tensor) && output !== undefined && Object.hasOwn(made, output)) return made[output]!;
    return fail('FORMAT', {
      who: 'load',
      at: 'config.json',
      what: `value ${value} of the model ${name} must give what is read of it`,
      received: output ?? 'the only value',
      hint: made instanceof Tensor ? 'It gives one value' : `It gives ${Object.keys(made).join(', ')}`,
    });
  };
  for (const { layer, inputs: read } of wiring.nodes) values.push(modules[layer]!.apply(...read.map(at)));
  const { outputs } = wiring;
  const ends = isValue(outputs)
    ? at(outputs)
    : Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, at(value)]));
  return new Functional(inputs, ends, { name });
}

function isValue(outputs: WiringDescription['outputs']): outputs is ValueDescription {
  return typeof outputs['value'] === 'number';
}

function moduleFrom({ className, config }: StoredPart): Module {
  const name = config['name'] as string;
  if (className === 'Sequential') return sequentialFrom(config['layers'] as readonly StoredPart[], name);
  if (className === 'Functional') return functionalFrom(config as unknown as StoredFunctional, name);
  return layerFromConfig({ className, config });
}
