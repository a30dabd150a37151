/** Where windows lie along an axis, by the names of Keras. */
import { fail } from '../../ir/index.ts';

/** `'valid'`: inside the input alone. `'same'`: ⌈size / stride⌉ places. `'causal'`: no place looks ahead of its own. */
export type Padding = 'valid' | 'same' | 'causal';

/** The zeros before and after an axis. One of unknown size, at stride 1, needs no more than what makes up for the window. */
export function zerosAround(
  padding: Padding,
  {
    size,
    window,
    stride,
    dilation,
  }: { readonly size: number; readonly window: number; readonly stride: number; readonly dilation: number },
): readonly [before: number, after: number] {
  const reach = (window - 1) * dilation;
  if (padding === 'valid') return [0, 0];
  if (padding === 'causal') return [reach, 0];
  const missing = size < 0 ? reach : Math.max((Math.ceil(size / stride) - 1) * stride + reach + 1 - size, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
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
