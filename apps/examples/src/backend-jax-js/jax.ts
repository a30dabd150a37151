/** What is used of jax-js, which is not installed with this repository: `npm install @jax-js/jax` somewhere, with Node 21 or later. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An array of jax-js. A function uses up what it is given; `ref` is one more use. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  readonly dtype: string;
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
  astype(dtype: string): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  slice(...ranges: readonly (readonly [number, number])[]): JaxArray;
  dispose(): void;
}

type Unary = (x: JaxArray) => JaxArray;
type Binary = (a: JaxArray, b: JaxArray) => JaxArray;
type Reduction = (x: JaxArray, axes: readonly number[], options: { readonly keepdims: boolean }) => JaxArray;

export interface Jax {
  init(device: string): Promise<unknown>;
  defaultDevice(device: string): void;
  readonly nn: Readonly<Record<'sigmoid', Unary>> &
    Readonly<Record<'softmax' | 'logSoftmax', (x: JaxArray, axis: number) => JaxArray>>;
  readonly lax: { readonly erf: Unary };
  readonly numpy: Readonly<
    Record<'negative' | 'absolute' | 'floor' | 'ceil' | 'rint' | 'exp' | 'log' | 'log1p', Unary> &
      Record<'sqrt' | 'sin' | 'cos' | 'tanh' | 'logicalNot' | 'isfinite', Unary> &
      Record<'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'minimum' | 'maximum' | 'matmul', Binary> &
      Record<'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual', Binary> &
      Record<'logicalAnd' | 'logicalOr', Binary> &
      Record<'sum' | 'max' | 'min', Reduction>
  > & {
    array(values: ArrayLike<number>, options: { readonly shape: number[]; readonly dtype: string }): JaxArray;
    argmax(x: JaxArray, axis: number): JaxArray;
    where(condition: JaxArray, a: JaxArray, b: JaxArray): JaxArray;
    transpose(x: JaxArray, perm: readonly number[]): JaxArray;
    broadcastTo(x: JaxArray, shape: readonly number[]): JaxArray;
    concatenate(xs: readonly JaxArray[], axis: number): JaxArray;
    take(x: JaxArray, indices: JaxArray, axis: number): JaxArray;
    clip(x: JaxArray, low: number, high: number): JaxArray;
  };
}

/** jax-js and its version, where the folder or one above it has it installed. */
export async function loadJax(folder = process.cwd()): Promise<{ readonly jax: Jax; readonly version: string }> {
  const { resolve } = createRequire(join(folder, 'program.js'));
  const file = resolve('@jax-js/jax');
  const jax = (await import(pathToFileURL(file).href)) as Jax;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  return { jax, version: await versionAbove(file) };
}

/** The version that the nearest package.json above a file has. */
async function versionAbove(file: string): Promise<string> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    const { version } = JSON.parse(text ?? '{}') as { readonly version?: string };
    if (version !== undefined) return version;
  }
  return '';
}
