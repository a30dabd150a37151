/** The inputs of a model one by one, however they were handed in: alone, as a list, or by name. */
import { isPlainObject } from '../config/plain-object.ts';
import type { ArrayInput, Inputs } from '../data/index.ts';
import { fail, listed } from '../ir/index.ts';
import { inputNames } from '../tracing/ports.ts';

/** An input as it was handed in, and what messages call it. */
export interface GivenInput {
  readonly given: ArrayInput;
  readonly name: string;
}

/**
 * An array is a list of inputs where it has one array for each of `count` inputs, or where an item says its shape, which no row does.
 * Otherwise it holds the rows of a single input.
 *
 * @param count how many inputs the model takes
 * @throws BernoulliError `NAME` for an input that is not there, `DATA` for one that is missing.
 */
export function inputList(x: Inputs, count: number, who: string): readonly GivenInput[] {
  if (isPlainObject(x) && !('data' in x)) return byName(x as Readonly<Record<string, ArrayInput>>, count, who);
  if (!isList(x, count)) return [{ given: x as ArrayInput, name: 'x' }];
  return x.map((given, i) => ({ given, name: spokenName(i, x.length) }));
}

/** An input as messages call it. */
export function spokenName(i: number, count: number): string {
  return count === 1 ? 'x' : `x[${i}]`;
}

function byName(x: Readonly<Record<string, ArrayInput>>, count: number, who: string): GivenInput[] {
  const given = Object.keys(x);
  const names = inputNames(Math.max(count, given.length));
  for (const name of given)
    if (!names.includes(name))
      fail('NAME', { who, what: `x.${name} is no input of the model`, hint: `There are ${listed(names)}` });
  return names.map((name) => ({
    given: x[name] ?? fail('DATA', { who, what: `x.${name} is missing`, hint: `There are ${listed(names)}` }),
    name: `x.${name}`,
  }));
}

function isList(x: unknown, count: number): x is readonly ArrayInput[] {
  if (!Array.isArray(x) || x.length === 0) return false;
  return x.some(saysShape) || (count > 1 && x.length === count && x.every(isArray));
}

function saysShape(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'data' in item;
}

function isArray(item: unknown): boolean {
  return Array.isArray(item) || ArrayBuffer.isView(item);
}
