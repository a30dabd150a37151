/** Where windows lie along an axis, by the names of Keras. */
import { fail, sizeFrom } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';

/** `'valid'`: inside the input alone. `'same'`: ⌈size / stride⌉ places. `'causal'`: no place looks ahead of its own. */
export type Padding = 'valid' | 'same' | 'causal';

/** An axis, and how windows stand along it. */
export interface Along {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
}

/** The zeros before and after an axis. One of unknown size, at stride 1, needs no more than what makes up for the window. */
export function zerosAround(
  padding: Padding,
  { size, window, stride, dilation }: Along,
): readonly [before: number, after: number] {
  const reach = (window - 1) * dilation;
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [reach, 0];
  const missing = size < 0 ? reach : Math.max((Math.ceil(size / stride) - 1) * stride + reach + 1 - size, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/** True where the zeros before an axis are not known, because its size is not. */
export function hangsOnSize(padding: Padding, { size, stride }: Along): boolean {
  return padding === 'same' && size < 0 && stride > 1;
}

/**
 * An axis of unknown size as `'same'` has it: so many places as windows read, so that they fit without more around it. As many `beyond` as may
 * be needed are put at both ends, and what is not is passed over.
 */
export function aligned(x: Tensor, axis: number, { size, window, stride, dilation }: Along, beyond = 0): Tensor {
  const reach = (window - 1) * dilation;
  const [before, after] = [Math.floor(reach / 2), Math.ceil(reach / 2)];
  const places = sizeFrom(size, { plus: stride - 1, over: stride });
  const read = sizeFrom(places, { times: stride, plus: reach + 1 - stride });
  const numberOf = (n: number): Tensor => new Tensor(x.b, x.b.sizeScalar(n)).cast('f32');
  const own = numberOf(read).sub(numberOf(size)).maximum(0).div(2).floor();
  const sides = (n: number): number[] => x.shape.map((_, i) => (i === axis ? n : 0));
  const at = new Tensor(x.b, x.b.iota([read], 0)).add(own.subFrom(before).cast('i32'));
  return x.pad(sides(before), sides(after), beyond).gather(at, axis);
}

/** @throws BernoulliError `CONFIG` for strides and dilations above 1 together, which Keras has not either. */
export function requireOneOf(who: string, strides: readonly number[], dilations: readonly number[]): void {
  if (strides.some((n) => n > 1) && dilations.some((n) => n > 1))
    fail('CONFIG', {
      who,
      what: 'strides above 1 and a dilationRate above 1 do not go together',
      received: `strides [${strides}], dilationRate [${dilations}]`,
    });
}
