/** A layer that asks for its noise itself, alone: a graph of what it draws, gives and passes back, and what the graph is run with. */
import type { Layer, Tensor } from '@bernoulli/api';
import { siteKey } from '@bernoulli/api/random';
import { gradients, sizeOf, type Graph, type Shape, type TensorData } from '../src/ir/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace, type Mode } from '../src/tracing/trace.ts';

export interface LayerRun {
  readonly seed?: number;
  readonly step?: number;
  /** Number of the first row. */
  readonly rowOffset?: number;
}

/** Numbers that are not round, the same for a place; rows from `first` on. */
function waves(shape: Shape, first = 0): TensorData {
  const width = sizeOf(shape.slice(1));
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * (i + first * width) + 1));
  return { dtype: 'f32', shape, data };
}

export class LayerSite {
  /** Outputs `y`, `gradient` of Σ wave · y by the first input, and for each site its noise, `noise:…`, and their log P, `law:…`. */
  readonly graph: Graph;
  /** Who shares a draw, by site. */
  readonly rows: ReadonlyMap<string, string>;
  readonly #every: ReadonlyMap<string, number>;
  readonly #shapes: ReadonlyMap<string, Shape>;

  constructor(
    layer: Layer,
    row: Shape,
    { batch, inputs = 1, mode = 'train' }: { readonly batch: number; readonly inputs?: number; readonly mode?: Mode },
  ) {
    // prettier-ignore
    const trace = new Trace(modulePaths(layer, 'net'), { mode });
    const xs = Array.from({ length: inputs }, (_, i) => trace.input(`x${i}`, { dtype: 'f32', shape: [batch, ...row] }));
    const given = (layer as Layer & { apply(...all: Tensor[]): Tensor | Readonly<Record<string, Tensor>> }).apply(
      ...xs,
    );
    const y = 'ref' in given ? (given as Tensor) : given['output']!;
    const wave = y.constant(waves(y.shape).data as Float32Array).reshape(y.shape);
    const [gradient] = gradients(trace.b, y.mul(wave).sum().ref, [xs[0]!.ref]);
    const sites = [...trace.sites.values()];
    this.rows = new Map(sites.map(({ path, rows }) => [path, rows]));
    this.#every = new Map(sites.map(({ path, every }) => [path, every]));
    const drawn = sites.flatMap((site) => [
      [`noise:${site.path}`, site.noise.ref] as const,
      [`law:${site.path}`, site.logProbability().ref] as const,
    ]);
    this.#shapes = new Map([...trace.parameters.values()].map(({ path, value }) => [path, value.shape]));
    this.graph = trace.b.build({ outputs: { y: y.ref, gradient: gradient!, ...Object.fromEntries(drawn) } });
  }

  inputs({ seed = 4, step = 0, rowOffset = 0 }: LayerRun = {}): Record<string, TensorData> {
    return Object.fromEntries(
      this.graph.inputs.map(({ name, node }): [string, TensorData] => {
        const { shape } = this.graph.nodes[node]!;
        if (name === 'rowOffset') return [name, { dtype: 'i32', shape, data: Int32Array.of(rowOffset) }];
        if (name.startsWith('key:')) {
          const path = name.slice('key:'.length);
          const key = siteKey(seed, path, Math.floor(step / (this.#every.get(path) ?? 1)));
          return [name, { dtype: 'i32', shape, data: Int32Array.of(...key) }];
        }
        return [name, this.#shapes.has(name) ? waves(shape) : waves(shape, rowOffset)];
      }),
    );
  }
}
