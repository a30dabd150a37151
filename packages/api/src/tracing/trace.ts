/** Call a model once, get a graph: what a trace knows while the model's `call` runs. */
import {
  fail,
  GraphBuilder,
  printShape,
  sameShape,
  type DType,
  type Ref,
  type Shape,
  type TensorData,
  type TensorType,
} from '../ir/index.ts';
import type { Module, Parameter } from './module.ts';
import { Tensor } from './tensor.ts';

/**
 * What the graph is for. `train`: noise is drawn. `infer`: no noise, so the graph holds no dropout at all. `sample`: noise is
 * drawn, and everything else behaves as in `infer`: Monte-Carlo dropout.
 */
export type Mode = 'train' | 'infer' | 'sample';

/** A place that draws noise. */
export interface Site {
  /** The layer's place in the module tree; `@1`, `@2`, … for a second, third use of the same layer. */
  readonly path: string;
  /** What was drawn, or handed in instead. */
  readonly noise: Tensor;
  /** log P of a drawn value under the site's law. */
  readonly logProbability: (noise: TensorData) => number;
}

/** A parameter where it met the trace. */
export interface TracedParameter {
  readonly path: string;
  readonly parameter: Parameter;
  readonly value: Tensor;
}

/** A module's use in the trace, for summaries. */
export interface TracedCall {
  readonly path: string;
  readonly module: Module;
  readonly shape: Shape;
}

const traces = new WeakMap<GraphBuilder, Trace>();

export interface TraceOptions {
  readonly mode: Mode;
  /** Paths of sites whose noise is handed in as an input `mask:<path>` instead of drawn. */
  readonly injected?: ReadonlySet<string>;
}

/**
 * One reading of a model: a builder, and what the model's code wrote into it: parameters, noise, calls. Layers see it where they need
 * to know what the graph is for: `Trace.of(x).mode`.
 *
 * @example
 * ```ts
 * import { Dense, Trace } from '@bernoulli/api';
 * const layer = new Dense({ units: 3 });
 * const trace = new Trace(new Map([[layer, 'net/dense']]), { mode: 'infer' });
 * layer.apply(trace.input('x', { dtype: 'f32', shape: [8, 4] })).shape; // => [8, 3]
 * [...trace.parameters.keys()]; // => ['net/dense/kernel', 'net/dense/bias']
 * ```
 */
export class Trace {
  readonly b = new GraphBuilder();
  readonly mode: Mode;
  readonly parameters = new Map<string, TracedParameter>();
  readonly sites = new Map<string, Site>();
  readonly calls: TracedCall[] = [];
  readonly #injected: ReadonlySet<string>;
  readonly #paths: ReadonlyMap<Module, string>;
  readonly #uses = new Map<string, number>();
  readonly #inputs = new Map<string, Tensor>();
  #stack: string[] = [];

  /** @param paths the place of every module in the tree, from `modulePaths`. */
  constructor(paths: ReadonlyMap<Module, string>, { mode, injected = new Set() }: TraceOptions) {
    this.#paths = paths;
    this.mode = mode;
    this.#injected = injected;
    traces.set(this.b, this);
  }

  /** The trace that a tensor belongs to. */
  static of(tensor: Tensor): Trace {
    return (
      traces.get(tensor.b) ?? fail('STATE', { who: 'Tensor', what: 'layers apply to tensors of a running trace only' })
    );
  }

  /** The path of the module now being called. */
  get path(): string {
    return this.#stack.at(-1) ?? '';
  }

  /** True when noise is drawn. */
  get noisy(): boolean {
    return this.mode !== 'infer';
  }

  pathOf(module: Module): string {
    return (
      this.#paths.get(module) ??
      fail('NAME', {
        who: module.className,
        at: this.path || undefined,
        what: 'is not part of the model',
        hint: 'Make it in the constructor and keep it in a property, so that it has a place in the module tree',
      })
    );
  }

  /** Runs `body` as the code of a module: nodes and errors carry its path. */
  within<T>(path: string, body: () => T): T {
    this.#stack.push(path);
    this.b.site = path;
    try {
      return body();
    } finally {
      this.#stack.pop();
      this.b.site = this.path || undefined;
    }
  }

  /** A run-time input, made once per name. */
  input(name: string, type: TensorType): Tensor {
    const known = this.#inputs.get(name);
    if (known !== undefined) return known;
    const made = new Tensor(this.b, this.b.input(name, type.dtype, type.shape));
    this.#inputs.set(name, made);
    return made;
  }

  /** The value of a parameter: carried state, under its path. */
  parameter(path: string, parameter: Parameter): Tensor {
    const known = this.parameters.get(path);
    if (known !== undefined) return known.value;
    const value = new Tensor(this.b, this.b.input(path, 'f32', parameter.shape));
    this.parameters.set(path, { path, parameter, value });
    return value;
  }

  /**
   * One use of a noisy layer: opens a site at the layer's path, takes its noise from `draw` (which is given the key and the
   * row offset) or from outside, and keeps it.
   */
  site(
    type: TensorType,
    draw: (key: Ref, rowOffset: Ref) => Ref,
    logProbability: (noise: TensorData) => number,
  ): Tensor {
    const uses = this.#uses.get(this.path) ?? 0;
    this.#uses.set(this.path, uses + 1);
    const path = uses === 0 ? this.path : `${this.path}@${uses}`;
    const noise = this.#injected.has(path)
      ? this.input(`mask:${path}`, type)
      : new Tensor(this.b, draw(this.input(`key:${path}`, keyType).ref, this.input('rowOffset', offsetType).ref));
    if (noise.dtype !== type.dtype || !sameShape(noise.shape, type.shape))
      fail('SHAPE', { who: 'noise', at: path, what: `must be ${printType(type)}`, received: printType(noise) });
    this.sites.set(path, { path, noise, logProbability });
    return noise;
  }
}

const keyType: TensorType = { dtype: 'i32', shape: [2] };
const offsetType: TensorType = { dtype: 'i32', shape: [] };

function printType({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }): string {
  return `${dtype}${printShape(shape)}`;
}
