/** A sequential model, made anew of what a file says of its layers. */
import { layerFromConfig } from '../layers/index.ts';
import { Sequential } from '../model/sequential.ts';
import type { StoredPart } from './format.ts';

/** The sequential model that a description tells of. */
export function sequentialFrom(layers: readonly StoredPart[], name: string): Sequential {
  return new Sequential(
    layers.map(({ className, config }) =>
      className === 'Sequential'
        ? sequentialFrom(config['layers'] as readonly StoredPart[], config['name'] as string)
        : layerFromConfig({ className, config }),
    ),
    { name },
  );
}
