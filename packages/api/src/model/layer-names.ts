/** The names of layers in a list: the paths of a model made of them. */
import { smallStart } from '../config/names.ts';
import { fail, isPathPart, PATH_PART_RULE } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';
import type { Module } from '../tracing/module.ts';
import { Model } from './model.ts';

/**
 * Each by its `name`, or its class's name in camel case, numbered from the second on: `dense`, `lstm`, `dense1`.
 *
 * @throws BernoulliError `NAME` for two layers of one name, or a name that can be no part of a path.
 */
export function nameAll(who: string, layers: readonly Module[]): [name: string, layer: Module][] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const given = layer instanceof Layer ? layer.getConfig()['name'] : undefined;
    if (given !== undefined && !isPathPart(given))
      fail('NAME', { who, what: `the name of a layer must ${PATH_PART_RULE}`, received: JSON.stringify(given) });
    const name = given !== undefined ? given : numbered(defaultName(layer), counts);
    if (taken.has(name)) fail('NAME', { who, what: 'two layers have one name', received: name });
    taken.add(name);
    return [name, layer];
  });
}

function defaultName(layer: Module): string {
  return layer instanceof Model ? layer.name : smallStart(layer.className);
}

function numbered(base: string, counts: Map<string, number>): string {
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}${count}`;
}
