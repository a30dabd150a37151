/** One dropout layer alone, on the interpreter: what it draws, what it gives, what it passes back. */
import type { DropoutKind } from '@bernoulli/api';
import { siteKey, type Key } from '@bernoulli/api/random';
import { gradients, sizeOf, type Graph, type Shape, type TensorData } from '../src/ir/index.ts';
import { interpret, type Value } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import type { Feed } from '../src/tracing/ports.ts';
import type { Site as TracedSite } from '../src/tracing/site.ts';
import { Trace, type Mode } from '../src/tracing/trace.ts';

const PATH = 'net/site';

/** What a run is told; what is left out is 0, or all ones. */
export interface SiteRun {
  readonly seed?: number;
  readonly step?: number;
  /** Number of the first row. */
  readonly rowOffset?: number;
  readonly x?: ArrayLike<number>;
  readonly upstream?: ArrayLike<number>;
  /** Needed, and used instead of a draw, where the site was made with `given`. */
  readonly noise?: ArrayLike<number>;
}

export interface SiteOptions {
  readonly mode?: Mode;
  /** Whether noise is handed in. */
  readonly given?: boolean;
  /** How keys are made. Default: as the house does. */
  readonly keyOf?: (seed: number, path: string, step: number) => Key;
}

interface Law {
  readonly graph: Graph;
  readonly weights: Readonly<Record<string, TensorData>>;
  readonly feeds: ReadonlyMap<string, Feed>;
}

export class DropoutSite {
  readonly graph: Graph;
  readonly shape: Shape;
  /** `undefined` where nothing is drawn. */
  readonly site: TracedSite | undefined;
  readonly #layer: DropoutKind;
  readonly #keyOf: (seed: number, path: string, step: number) => Key;
  readonly #feeds: ReadonlyMap<string, Feed>;
  readonly #every: number;
  readonly #weights: Readonly<Record<string, TensorData>>;
  #law: Law | undefined;

  constructor(layer: DropoutKind, shape: Shape, { mode = 'train', given = false, keyOf = siteKey }: SiteOptions = {}) {
    this.#layer = layer;
    this.#keyOf = keyOf;
    const trace = new Trace(modulePaths(layer, PATH), { mode, injected: new Set(given ? [PATH] : []) });
    const x = trace.input('x', { dtype: 'f32', shape });
    const upstream = trace.input('upstream', { dtype: 'f32', shape });
    const y = layer.apply(x);
    const [gradient] = gradients(trace.b, y.mul(upstream).sum().ref, [x.ref]);
    this.site = trace.sites.get(PATH);
    this.#feeds = trace.feeds;
    this.#weights = firstWeights(trace);
    this.#every = this.site?.every ?? 1;
    this.shape = shape;
    const drawn = this.site && { noise: this.site.noise.ref, law: this.site.logProbability().ref };
    this.graph = trace.b.build({ outputs: { y: y.ref, gradient: gradient!, ...drawn } });
  }

  /** Values of `y`, `gradient` (of Σ upstream · y by x) and, where something is drawn, `noise` and `law`, its log probability. */
  run(run: SiteRun = {}): Record<'y' | 'gradient' | 'noise' | 'law', Value> {
    return interpret(this.graph, this.inputs(run)).outputs as Record<'y' | 'gradient' | 'noise' | 'law', Value>;
  }

  /** What the graph is run with. */
  inputs({ seed = 1, step = 0, rowOffset = 0, x, upstream, noise }: SiteRun): Record<string, TensorData> {
    const f32 = (data: ArrayLike<number> = new Float32Array(sizeOf(this.shape)).fill(1)): TensorData => ({
      dtype: 'f32',
      shape: this.shape,
      data: Float32Array.from(data),
    });
    const all: Record<string, TensorData> = {
      x: f32(x),
      upstream: f32(upstream),
      [`key:${PATH}`]: {
        dtype: 'i32',
        shape: [2],
        data: Int32Array.of(...this.#keyOf(seed, PATH, Math.floor(step / this.#every))),
      },
      rowOffset: { dtype: 'i32', shape: [], data: Int32Array.of(rowOffset) },
      ...scalarsAt(this.#feeds, step),
      ...this.#weights,
      ...(noise === undefined ? {} : { [`mask:${PATH}`]: asNoise(noise, this.site!.noise) }),
    };
    return Object.fromEntries(this.graph.inputs.map(({ name }) => [name, all[name]!]));
  }

  /** log P, or log density, of a value of the noise at a step. */
  logProbability(noise: ArrayLike<number>, step = 0): number {
    const { graph, feeds, weights } = (this.#law ??= lawOf(this.#layer, this.shape));
    const inputs = { ...scalarsAt(feeds, step), ...weights, [`mask:${PATH}`]: asNoise(noise, this.site!.noise) };
    return interpret(graph, inputs).outputs['law']!.data[0]!;
  }
}

/** The numbers of a step. */
function scalarsAt(feeds: ReadonlyMap<string, Feed>, step: number): Record<string, TensorData> {
  return Object.fromEntries(
    [...feeds].flatMap(([name, feed]) =>
      feed.from === 'scalar' ? [[name, { dtype: 'f32', shape: [], data: Float32Array.of(feed.schedule(step)) }]] : [],
    ),
  );
}

/** What the weights of a layer begin with, which are all constants. */
function firstWeights(trace: Trace): Record<string, TensorData> {
  const entries = [...trace.parameters].map(([path, { parameter }]) => {
    const { value } = (parameter.initializer as unknown as { config: { value: number } }).config;
    const { shape } = parameter;
    return [path, { dtype: 'f32', shape, data: new Float32Array(sizeOf(shape)).fill(value) }] as const;
  });
  return Object.fromEntries(entries);
}

/** The law of a site as a graph of its noise alone; the input is 1. */
function lawOf(layer: DropoutKind, shape: Shape): Law {
  const trace = new Trace(modulePaths(layer, PATH), { mode: 'train', injected: new Set([PATH]) });
  layer.apply(trace.constant(1).broadcastTo(shape));
  const graph = trace.b.build({ outputs: { law: trace.sites.get(PATH)!.logProbability().ref } });
  return { graph, feeds: trace.feeds, weights: firstWeights(trace) };
}

function asNoise(noise: ArrayLike<number>, { dtype, shape }: Pick<TensorData, 'dtype' | 'shape'>): TensorData {
  return { dtype, shape, data: dtype === 'bool' ? Uint8Array.from(noise) : Float32Array.from(noise) };
}
