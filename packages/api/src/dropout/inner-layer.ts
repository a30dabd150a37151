/** A layer as a setting of a kind that wraps it. */
import { field, required, type Field } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';

/** The layer that a kind wraps. */
export function innerLayer(): Field<Layer> {
  return required({
    ...field<Layer>('be a layer', (x) => x instanceof Layer),
    save: (layer: Layer) => ({ className: layer.className, config: layer.getConfig() }),
  });
}
