/** Reads layers of a stored model, those of models among them included, and counts what they would take. */
import type { ValueDescription } from '../model/functional.ts';
import type { StoredFunctional, StoredPart } from './format.ts';
import { bad, list, object, part, row, text, whole } from './stored-fields.ts';

/** What a file may ask for: far more than models have, and so little that it is read in a moment. */
const most = {
  /** Layers, those of models in the model included. */
  layers: 5000,
  /** Models in one another. */
  models: 64,
  /** Letters of all paths of layers together. */
  pathLetters: 2e6,
  /** Inputs of a model, inputs of a layer, outputs. */
  ports: 1000,
  /** Uses of layers while models are made, one in another: a layer in a model that is used twice counts twice. */
  uses: 10_000,
  /** Values that all layers read. */
  reads: 50_000,
};

/** Layers, and how often a model of them uses one. */
interface Read {
  readonly layers: StoredPart[];
  /** For each layer, what one use of it takes. */
  readonly uses: readonly number[];
}

export class LayerReader {
  #layers = 0;
  #pathLetters = 0;
  #uses = 0;
  #reads = 0;

  /** Layers one after the other. */
  sequence(field: string, value: unknown, name: string): StoredPart[] {
    return this.#read(field, value, name, 0).layers;
  }

  /** Layers and what they do to one another. */
  functional(field: string, value: unknown, name: string): StoredFunctional {
    return this.#wired(field, object(field, value), name, 0)[0];
  }

  #read(field: string, value: unknown, path: string, depth: number): Read {
    if (depth > most.models) bad(field, `hold models at most ${most.models} deep`, 'deeper ones');
    const read = list(field, value, most.layers).map((item, i) => this.#layer(`${field}[${i}]`, item, path, depth));
    return { layers: read.map(([layer]) => layer), uses: read.map(([, uses]) => uses) };
  }

  #layer(field: string, item: unknown, path: string, depth: number): [layer: StoredPart, uses: number] {
    const layer = part(field, item);
    const { className, config } = layer;
    const own = typeof config['name'] === 'string' ? config['name'] : className;
    this.#pathLetters += path.length + own.length;
    if (++this.#layers > most.layers) bad('layers', `hold at most ${most.layers} layers in all`, 'more');
    if (this.#pathLetters > most.pathLetters)
      bad('layers', `have paths of at most ${most.pathLetters} letters in all`, 'more');
    if (className !== 'Sequential' && className !== 'Functional') return [layer, 1];
    const name = text(`${field}.config.name`, config['name']);
    const below = `${path}/${name}`;
    if (className === 'Sequential') {
      const { layers, uses } = this.#read(`${field}.config.layers`, config['layers'], below, depth + 1);
      return [{ className, config: { name, layers } }, sum(uses)];
    }
    const [wired, uses] = this.#wired(`${field}.config`, config, below, depth + 1);
    return [{ className, config: { name, ...wired } }, uses];
  }

  #wired(
    field: string,
    { layers: stored, inputs, nodes, outputs }: Readonly<Record<string, unknown>>,
    path: string,
    depth: number,
  ): [functional: StoredFunctional, uses: number] {
    const { layers, uses } = this.#read(`${field}.layers`, stored, path, depth);
    const rows = list(`${field}.inputs`, inputs, most.ports).map((each, i) => row(`${field}.inputs[${i}]`, each));
    let cost = 0;
    const read = list(`${field}.nodes`, nodes, most.uses).map((item, i) => {
      const at = `${field}.nodes[${i}]`;
      const node = object(at, item);
      const layer = whole(`${at}.layer`, node['layer'], layers.length - 1);
      cost += uses[layer]!;
      this.#spend(field, uses[layer]!);
      const values = list(`${at}.inputs`, node['inputs'], most.ports);
      this.#reads += values.length;
      if (this.#reads > most.reads) bad(field, `read at most ${most.reads} values in all`, 'more');
      return { layer, inputs: values.map((each, j) => this.#value(`${at}.inputs[${j}]`, each, rows.length + i)) };
    });
    const used = new Set(read.map(({ layer }) => layer));
    const unused = layers.findIndex((_, i) => !used.has(i));
    if (unused >= 0) bad(`${field}.nodes`, 'use every layer', `no use of layer ${unused}`);
    const known = rows.length + read.length;
    const ends = object(`${field}.outputs`, outputs);
    const entries = Object.entries(ends);
    if (entries.length > most.ports) bad(`${field}.outputs`, `name at most ${most.ports} values`, entries.length);
    const end = (key: string, each: unknown): ValueDescription => this.#value(`${field}.outputs.${key}`, each, known);
    const described =
      typeof ends['value'] === 'number'
        ? this.#value(`${field}.outputs`, ends, known)
        : Object.fromEntries(entries.map(([key, each]) => [key, end(key, each)]));
    return [{ layers, inputs: rows, nodes: read, outputs: described }, cost];
  }

  /** A value that comes before the one with the number `before`: nothing leads back. */
  #value(field: string, value: unknown, before: number): ValueDescription {
    const read = object(field, value);
    const number = whole(`${field}.value`, read['value']);
    if (number >= before) bad(`${field}.value`, `be the number of an earlier value, below ${before}`, number);
    return {
      value: number,
      ...(read['output'] === undefined ? {} : { output: text(`${field}.output`, read['output']) }),
    };
  }

  #spend(field: string, uses: number): void {
    this.#uses += uses;
    if (this.#uses > most.uses)
      bad(field, `use layers at most ${most.uses} times, those of models in it included`, 'more');
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
