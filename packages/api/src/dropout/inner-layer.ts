/** A layer as a setting of a kind that wraps it. */
import { field, optional, required, type Field } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';

/** The layer that a kind wraps. */
export function innerLayer(): Field<Layer> {
  return required(aLayer());
}

/** The same, where there may be none. */
export function noInnerLayer(): Field<Layer, Layer | undefined> {
  return optional(aLayer());
}

function aLayer(): Field<Layer> {
  return {
    ...field<Layer>('be a layer', (x) => x instanceof Layer),
    save: (layer: Layer) => ({ className: layer.className, config: layer.getConfig() }),
  };
}
