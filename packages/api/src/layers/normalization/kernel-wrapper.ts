/** Layers around a layer that put something else in the place of its kernel. */
import { fail, field, required, type Shape } from '../../ir/index.ts';
import { modulePaths } from '../../tracing/module-paths.ts';
import { Layer } from '../../tracing/layer.ts';
import { substituting } from '../../tracing/substitutes.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';

/** The setting that is a layer. */
export const layerField = () =>
  required({
    ...field<Layer>('be a layer', (x) => x instanceof Layer),
    save: (layer: Layer) => ({ className: layer.className, config: layer.getConfig() }),
  });

/** The weights that are meant: the first of these that a layer has. */
const names = ['kernel', 'embeddings'] as const;

/** The name and shape of a layer's kernel, of a layer that is made ready for inputs of these shapes. */
function kernelOf(who: string, layer: Layer, inputs: readonly Shape[]): { name: string; shape: Shape } {
  if (!layer.built) {
    const trace = new Trace(modulePaths(layer, 'layer'), { mode: 'infer' });
    (layer as Layer).apply(...inputs.map((shape, i) => trace.input(`input${i}`, { dtype: 'f32', shape })));
  }
  const name = names.find((each) => layer.parameters.has(each));
  if (name === undefined)
    fail('CONFIG', {
      who,
      what: `needs a layer with a weight called ${names.join(' or ')}`,
      received: `${layer.className} with ${[...layer.parameters.keys()].join(', ') || 'no weights of its own'}`,
    });
  return { name, shape: layer.parameters.get(name)!.shape };
}

/** A layer that applies another one with something else in the place of its kernel. Weights of that layer lie below `layer`. */
export abstract class KernelWrapper<Inner extends Layer> extends Layer {
  readonly layer: Inner;

  constructor(layer: Inner) {
    super();
    this.layer = layer;
  }

  override build(...inputs: Shape[]): void {
    this.addWeights(kernelOf(this.className, this.layer, inputs).shape);
  }

  call(...inputs: Parameters<Inner['call']>): ReturnType<Inner['call']> {
    const { name } = kernelOf(this.className, this.layer, []);
    const trace = Trace.of(inputs[0]!);
    const path = `${trace.pathOf(this.layer)}/${name}`;
    const kernel = trace.parameter(path, this.layer.parameters.get(name)!);
    const apply = () => (this.layer as Layer).apply(...inputs);
    return substituting(trace, path, this.replaced(kernel), apply) as ReturnType<Inner['call']>;
  }

  /** Adds weights of its own for a kernel of this shape. */
  protected abstract addWeights(kernel: Shape): void;

  /** What takes the kernel's place. */
  protected abstract replaced(kernel: Tensor): Tensor;
}
