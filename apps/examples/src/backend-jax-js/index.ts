/** A backend over jax-js: one call of it for nearly every op. */
import {
  allocate,
  arrayFrom,
  kernelBackend,
  sizeOf,
  type Backend,
  type DType,
  type KernelTable,
  type TensorData,
} from '@bernoulli/api/ir';
import { loadJax, type Jax, type JaxArray } from './jax.ts';

type Kernels = Partial<KernelTable<JaxArray>>;

const DTYPES: Readonly<Record<DType, string>> = { f32: 'float32', i32: 'int32', bool: 'bool' };

/** Made of what is installed in a folder; by default, that of the program. */
export async function createBackend(folder = process.env['JAX_JS'] ?? process.cwd()): Promise<Backend> {
  const { jax, version } = await loadJax(folder);
  const upload = ({ dtype, shape, data }: TensorData): JaxArray => {
    const whole = dtype === 'bool' ? Int32Array.from(data) : data.slice();
    const array = jax.numpy.array(whole, { shape: [...shape], dtype: dtype === 'f32' ? 'float32' : 'int32' });
    return dtype === 'bool' ? array.astype('bool') : array;
  };
  return kernelBackend<JaxArray>({
    name: 'jax-js',
    details: () => ({ version, device: 'wasm' }),
    kernels: kernelsOf(jax, upload),
    upload,
    download: async (array, { dtype, shape }) => ({ dtype, shape, data: arrayFrom(dtype, await array.ref.data()) }),
    dispose: (array) => array.dispose(),
  });
}

function kernelsOf({ numpy: np, nn, lax }: Jax, upload: (value: TensorData) => JaxArray): Kernels {
  // Functions use their operands up, which belong to whoever computed them.
  const unary =
    (f: (x: JaxArray) => JaxArray) =>
    ([x]: readonly JaxArray[]) =>
      f(x!.ref);
  const binary =
    (f: (a: JaxArray, b: JaxArray) => JaxArray) =>
    ([a, b]: readonly JaxArray[]) =>
      f(a!.ref, b!.ref);
  return {
    stopGradient: ([x]) => x!.ref,
    add: binary(np.add),
    sub: binary(np.subtract),
    mul: binary(np.multiply),
    div: binary(np.divide),
    pow: binary(np.power),
    minimum: binary(np.minimum),
    maximum: binary(np.maximum),
    neg: unary(np.negative),
    abs: unary(np.absolute),
    floor: unary(np.floor),
    ceil: unary(np.ceil),
    round: unary(np.rint),
    exp: unary(np.exp),
    log: unary(np.log),
    log1p: unary(np.log1p),
    sqrt: unary(np.sqrt),
    sin: unary(np.sin),
    cos: unary(np.cos),
    tanh: unary(np.tanh),
    sigmoid: unary(nn.sigmoid),
    erf: unary(lax.erf),
    equal: binary(np.equal),
    notEqual: binary(np.notEqual),
    less: binary(np.less),
    lessEqual: binary(np.lessEqual),
    greater: binary(np.greater),
    greaterEqual: binary(np.greaterEqual),
    and: binary(np.logicalAnd),
    or: binary(np.logicalOr),
    not: unary(np.logicalNot),
    isFinite: unary(np.isfinite),
    select: ([condition, a, b]) => np.where(condition!.ref, a!.ref, b!.ref),
    cast: ([x], { type }) => x!.ref.astype(DTYPES[type.dtype]),
    reduceSum: ([x], { attrs: { axes, keepDims } }) => np.sum(x!.ref, axes, { keepdims: keepDims }),
    reduceMax: ([x], { attrs: { axes, keepDims } }) => np.max(x!.ref, axes, { keepdims: keepDims }),
    reduceMin: ([x], { attrs: { axes, keepDims } }) => np.min(x!.ref, axes, { keepdims: keepDims }),
    argMax: ([x], { attrs: { axis } }) => np.argmax(x!.ref, axis),
    softmax: ([x]) => nn.softmax(x!.ref, -1),
    logSoftmax: ([x]) => nn.logSoftmax(x!.ref, -1),
    matMul: ([a, b], { attrs: { transposeA, transposeB } }) =>
      np.matmul(turned(a!.ref, transposeA), turned(b!.ref, transposeB)),
    reshape: ([x], { type }) => x!.ref.reshape(type.shape),
    transpose: ([x], { attrs: { perm } }) => np.transpose(x!.ref, perm),
    broadcastTo: ([x], { type }) => np.broadcastTo(x!.ref, type.shape),
    slice: ([x], { attrs: { starts }, type }) =>
      x!.ref.slice(...starts.map((start, axis) => [start, start + type.shape[axis]!] as const)),
    // Its own takes no value but zero. Blocks of the value stand before and after, axis by axis.
    pad: ([x], { attrs: { before, after, value }, type: { dtype } }) =>
      before.reduce((array, n, axis) => {
        const around = [n, after[axis]!].map((size) => array.shape.with(axis, size));
        const [first, last] = around.map((shape) =>
          sizeOf(shape) === 0 ? [] : [upload({ dtype, shape, data: allocate(dtype, sizeOf(shape)).fill(value) })],
        );
        return np.concatenate([...first!, array, ...last!], axis);
      }, x!.ref),
    concat: (xs, { attrs: { axis } }) =>
      np.concatenate(
        xs.map((x) => x.ref),
        axis,
      ),
    gather: ([x, indices], { attrs: { axis } }) => np.take(x!.ref, np.clip(indices!.ref, 0, x!.shape[axis]! - 1), axis),
    // It has nothing that adds up by index: the host does.
    scatterAdd: ([indices, updates], { attrs: { axis, size }, type }) => {
      const [before, behind] = [sizeOf(type.shape.slice(0, axis)), sizeOf(type.shape.slice(axis + 1))];
      const [at, from] = [indices!.ref.dataSync(), updates!.ref.dataSync()];
      const out = new Float64Array(sizeOf(type.shape));
      let next = 0;
      for (let i = 0; i < before; i++)
        for (let k = 0; k < at.length; k++) {
          const to = (i * size + Math.min(Math.max(at[k]!, 0), size - 1)) * behind;
          for (let rest = 0; rest < behind; rest++) out[to + rest]! += from[next++]!;
        }
      return upload({ ...type, data: arrayFrom(type.dtype, out) });
    },
  };

  function turned(x: JaxArray, turn: boolean): JaxArray {
    if (!turn) return x;
    const axes = x.shape.map((_, axis) => axis);
    return np.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
  }
}
