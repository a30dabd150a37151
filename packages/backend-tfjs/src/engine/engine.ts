/** One TF.js engine, called kernel by kernel and by its own name, so that the engine TF.js holds as current never matters. */
import {
  BernoulliError,
  fail,
  sizeOf,
  type DType,
  type Shape,
  type TensorData,
  type TensorType,
  type TypedArray,
} from '@bernoulli/api/ir';
import type { EngineName } from './options.ts';
import type { DataType, KernelBackend, KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

/** A value that lives in an engine. Two tensors may share one buffer; the engine counts. */
export type Tensor = TensorInfo;

/** An engine that has been started: what TF.js knows it by, its memory, and its kernels. */
export interface StartedEngine {
  readonly name: EngineName;
  readonly memory: KernelBackend;
  readonly kernel: (name: string) => KernelFunc | undefined;
}

const dtypeNames = { f32: 'float32', i32: 'int32', bool: 'bool' } as const satisfies Record<DType, DataType>;

/**
 * Runs kernels of one engine. Above TF.js's own kernels there is a layer with a tape, scopes and a current engine; a
 * traced graph needs none of it, and leaving it out saves a good part of the cost of a small op.
 */
export class Engine {
  #started: StartedEngine | undefined;
  readonly #kernels = new Map<string, KernelFunc>();
  /** Scalars that have been looked at. No tensor changes, so a constant is read once. */
  readonly #scalars = new WeakMap<object, number>();
  #scope: Tensor[] | undefined;

  /** Takes over a started engine. Until then only this may be called. */
  attach(started: StartedEngine): void {
    this.#started = started;
  }

  get started(): StartedEngine {
    return this.#started ?? fail('STATE', { who: 'tfjs', what: 'the engine has not been started' });
  }

  get name(): EngineName {
    return this.started.name;
  }

  /** True where values lie in memory that JavaScript reads without waiting. */
  get onHost(): boolean {
    return this.name === 'cpu' || this.name === 'wasm';
  }

  /** Runs one TF.js kernel. */
  run(name: string, inputs: Readonly<Record<string, Tensor>>, attrs: NamedAttrMap = {}): Tensor {
    const kernel = this.#kernels.get(name) ?? this.#find(name);
    try {
      const output = kernel({ inputs, attrs, backend: this.started.memory }) as Tensor;
      this.#scope?.push(output);
      return output;
    } catch (error) {
      throw this.#failure(`its kernel ${name} failed`, error);
    }
  }

  #find(name: string): KernelFunc {
    const kernel =
      this.started.kernel(name) ??
      fail('UNSUPPORTED', { who: 'tfjs', what: `TF.js has no kernel ${name} for its engine ${this.name}` });
    this.#kernels.set(name, kernel);
    return kernel;
  }

  #failure(what: string, cause: unknown): BernoulliError {
    if (BernoulliError.is(cause)) return cause;
    const said = (cause as Error).message;
    return new BernoulliError('BACKEND', { who: 'tfjs', what: `engine ${this.name}: ${what}: ${said}` }, { cause });
  }

  /** Runs `work` and frees every tensor made inside but the one it returns. */
  tidy(work: () => Tensor): Tensor {
    const outer = this.#scope;
    const made: Tensor[] = [];
    this.#scope = made;
    let result: Tensor | undefined;
    try {
      result = work();
      outer?.push(result);
      return result;
    } finally {
      this.#scope = outer;
      for (const tensor of made) if (tensor !== result) this.free(tensor);
    }
  }

  free(tensor: Tensor): void {
    this.started.memory.disposeData(tensor.dataId);
  }

  /** The same value as a tensor of its own, without a copy. */
  share(x: Tensor, shape: Shape = x.shape): Tensor {
    return this.run('Reshape', { x }, { shape: [...shape] });
  }

  fill(shape: Shape, value: number, dtype: DType): Tensor {
    return this.run('Fill', {}, { shape: [...shape], value, dtype: dtypeNames[dtype] });
  }

  cast(x: Tensor, dtype: DType): Tensor {
    return this.run('Cast', { x }, { dtype: dtypeNames[dtype] });
  }

  /** Copies an array into the engine. */
  upload({ dtype, shape, data }: TensorData): Tensor {
    const { memory, name } = this.started;
    const type = { shape: [...shape], dtype: dtypeNames[dtype] };
    try {
      // The wasm engine copies into its heap; the others keep the array they are given.
      const dataId = memory.write(name === 'wasm' ? data : data.slice(), type.shape, type.dtype);
      return { ...type, dataId: dataId as Tensor['dataId'] };
    } catch (error) {
      throw this.#failure('a value could not be brought there', error);
    }
  }

  /** Copies a value out of the engine. */
  download(tensor: Tensor, type: TensorType): TensorData | Promise<TensorData> {
    const { memory } = this.started;
    const own = (values: ArrayLike<number>): TensorData => ({ ...type, data: copyOf(values, type.dtype) });
    if (sizeOf(type.shape) === 0) return own([]);
    if (this.onHost) return own(memory.readSync(tensor.dataId) as TypedArray);
    return memory.read(tensor.dataId).then((values) => own(values as TypedArray));
  }

  /** The only element of a tensor that lies on the host. */
  peek({ dataId }: Tensor): number {
    let value = this.#scalars.get(dataId);
    if (value === undefined) {
      value = (this.started.memory.readSync(dataId) as TypedArray)[0]!;
      this.#scalars.set(dataId, value);
    }
    return value;
  }
}

/** The cpu engine hands out the array it holds, and holds the result of some casts in an array of the old type. */
function copyOf(values: ArrayLike<number>, dtype: DType): TypedArray {
  return dtype === 'f32'
    ? Float32Array.from(values)
    : dtype === 'i32'
      ? Int32Array.from(values)
      : Uint8Array.from(values);
}
