/** A file's graph as a model of ours: it can be used, trained, put into other models, and exported again. */
import { BATCH, BernoulliError, fail } from '@bernoulli/api/ir';
import {
  Model,
  Trace,
  type CompileConfig,
  type Dropout,
  type ModelProgram,
  type Module,
  type ProgramKind,
  type ProgramOptions,
  type RowLike,
  type Tensor,
} from '@bernoulli/api';
import { elementTypes, type ElementType } from '../proto/element-type.ts';
import type { StoredModel, StoredNode, StoredPort } from '../proto/stored-model.ts';
import type { StoredTensor } from '../proto/stored-tensor.ts';
import { modelNameOf, pathOf, Paths, siteOf } from './file-names.ts';
import { asHeld, numbersOf, type GivenInput } from './given-input.ts';
import { findDropouts } from './find-dropouts.ts';
import { findWeights } from './find-weights.ts';
import { counted } from './ops/axes.ts';
import { GraphReader, type Names } from './graph-reader.ts';
import { Foreign, Sequence, type Held } from './held.ts';
import { ParameterGroup, StoredWeight } from './parameter-group.ts';
import { unsupported, UnsupportedOnnx } from './unsupported.ts';
import { Value } from './value.ts';

/** An input, as the file describes it. */
export interface OnnxPort {
  readonly name: string;
  /** The element type in the file, as in `double`. Here floats are `f32`, whole numbers `i32`. */
  readonly type: ElementType;
  /** Sizes, batch included: a name or `null` for one that is open. `null` where the file does not tell how many axes there are. */
  readonly shape: readonly (number | string | null)[] | null;
}

export interface OnnxModelParts {
  readonly file: StoredModel;
  readonly given: ReadonlyMap<string, GivenInput>;
  readonly trainable: (name: string) => boolean;
}

/** Where a weight of the file is. */
interface Place {
  readonly tensor: StoredTensor;
  readonly trainable: boolean;
  /** The module that has it; `null` for the model itself. */
  readonly group: ParameterGroup | null;
  readonly name: string;
}

/**
 * What `importOnnx` returns: a model whose weights are those of the file, under their names. The order of its inputs is that of the file, without
 * those whose values were given. One output is a tensor, several are a record by name; a sequence is an output for each place, `name[0]` and so on. A file without inputs takes a tensor of any kind, and leaves
 * it alone.
 */
export class OnnxModel extends Model {
  /** What the model takes, in order. */
  readonly inputs: readonly OnnxPort[];
  /** What it gives, in order, with the element types of the file where it tells them. */
  readonly outputs: readonly { readonly name: string; readonly type: ElementType | null }[];
  /** The version of the file's operators. */
  readonly opset: number;
  readonly #parts: OnnxModelParts;
  readonly #groups = new ParameterGroup();
  readonly #places: readonly Place[];
  readonly #dropouts: readonly { readonly node: StoredNode; readonly path: string; readonly layer: Dropout }[];
  #alwaysDrops: readonly string[] = [];

  constructor(parts: OnnxModelParts) {
    const { graph, opsets } = parts.file;
    super({ name: modelNameOf(graph.name) });
    this.#parts = parts;
    this.opset = opsets.get('') ?? 0;
    const stored = new Set([...graph.initializers, ...graph.unread].map(({ name }) => name));
    this.inputs = graph.inputs
      .filter(({ name }) => !stored.has(name) && !parts.given.has(name))
      .map((port) => ({ ...port, type: typeOf(port, this.name) }));
    this.outputs = graph.outputs.map(({ name, type }) => ({ name, type: typeof type === 'string' ? type : null }));
    const paths = new Paths();
    this.#places = findWeights(parts.file, new Set(parts.given.keys())).map(({ tensor, trainable }) =>
      this.#placeOf(tensor, trainable && parts.trainable(tensor.name), paths),
    );
    this.#dropouts = findDropouts(parts.file, (name) => numbersOf(parts.given.get(name)), this.name, paths);
  }

  #placeOf(tensor: StoredTensor, trainable: boolean, paths: Paths): Place {
    const path = paths.take(pathOf(tensor.name, this.name));
    const name = path.pop()!;
    if (path.length === 0) return { tensor, trainable, group: null, name };
    const group = this.#groups.group(path);
    group.add(name, tensor, trainable);
    return { tensor, trainable, group, name };
  }

  override get className(): string {
    return 'OnnxModel';
  }

  /**
   * Names of dropout nodes that the file has in training mode, where a runtime would draw noise at any time. Here they draw in training and in
   * samples, as every dropout does. Known once the model has been read.
   */
  get alwaysDrops(): readonly string[] {
    return this.#alwaysDrops;
  }

  /** What one row of each input is, for `buildFor`; `undefined` where the file does not tell, or an input has no rows. */
  get rows(): readonly RowLike[] | undefined {
    const batch = this.#batchName;
    const rows = this.inputs.flatMap(({ type, shape }) => {
      if (shape === null || shape.length === 0) return [];
      const [, ...sizes] = shape;
      const row = sizes.map((n) => (typeof n === 'number' && n > 0 ? n : null));
      const names = sizes.map((n) => (typeof n === 'string' && n !== batch ? n : null));
      return [{ dtype: elementTypes[type].dtype, shape: row, names }];
    });
    return rows.length > 0 && rows.length === this.inputs.length ? rows : undefined;
  }

  /**
   * As for every model; the weights are made at once where the file tells what a row is. Where something hangs on a size that it leaves open, such as the
   * number of words of a text, they are made for the first data, or by `buildFor`.
   */
  override compile(config: CompileConfig): void {
    super.compile(config);
    const { rows } = this;
    if (rows === undefined) return;
    const isOpen = this.inputs.some(({ shape }) => shape?.slice(1).some((n) => typeof n !== 'number') ?? false);
    try {
      this.buildFor(...rows);
    } catch (error) {
      if (!isOpen || !BernoulliError.is(error) || error.code === 'FORMAT') throw error;
    }
  }

  /** As of every model; sizes keep the names that they have in the file. */
  override async program(kind: ProgramKind, options?: ProgramOptions): Promise<ModelProgram> {
    const program = await super.program(kind, options);
    const batch = this.#batchName;
    return batch === undefined ? program : { ...program, sizeNames: new Map([...program.sizeNames, [BATCH, batch]]) };
  }

  /** What the file calls the number of rows, where all inputs agree. */
  get #batchName(): string | undefined {
    const names = new Set(this.inputs.map(({ shape }) => shape?.[0]));
    const [name] = names;
    return names.size === 1 && typeof name === 'string' ? name : undefined;
  }

  override children(): [string, Module][] {
    return [...this.#groups.children(), ...this.#dropouts.map(({ path, layer }): [string, Module] => [path, layer])];
  }

  override build(): void {
    for (const { group, name, tensor, trainable } of this.#places)
      if (group === null)
        this.addWeight({ name, shape: tensor.shape, initializer: new StoredWeight(tensor), trainable });
  }

  call(...xs: Tensor[]): Tensor | Record<string, Tensor> {
    const { graph } = this.#parts.file;
    const like =
      xs[0] ?? fail('STATE', { who: 'OnnxModel', at: this.name, what: 'needs a tensor, whose trace it is read into' });
    const names: Names = new Map();
    if (this.inputs.length > 0) this.#bind(xs, names);
    for (const port of graph.inputs) {
      const given = this.#parts.given.get(port.name);
      if (given !== undefined) names.set(port.name, asHeld(like, port, given));
    }
    for (const { group, name, tensor } of this.#places)
      names.set(tensor.name, Value.of(group === null ? this.weight(name, like) : group.read(name, like), tensor.type));
    const always = new Set<string>();
    const base = Trace.of(like).pathOf(this);
    const reader = new GraphReader(this.#parts.file, {
      like,
      fromOneRow: this.inputs.some(({ shape }, i) => shape?.[0] === 1 && xs[i]!.shape[0] !== 1),
      siteOf: ({ name }) => siteOf(name, base, this.name),
      dropout: (node, x, isAlways) => {
        const found = this.#dropouts.find((dropout) => dropout.node === node);
        if (isAlways && found?.layer.getConfig()['rate'] !== 0) always.add(node.name || found?.path || 'dropout');
        return found === undefined ? unsupported('its ratio must be a constant in [0, 1)') : found.layer.apply(x);
      },
    });
    const outputs = reader.read(graph, names);
    this.#alwaysDrops = [...always];
    this.#throwProblems(reader, xs);
    const [first, ...others] = outputs;
    if (first instanceof Value && others.length === 0) return first.tensor;
    return Object.fromEntries(outputs.flatMap((held, i) => this.#named(held!, this.outputs[i]!.name)));
  }

  /** A sequence is an output for each place: `name[0]`, `name[1]`, … */
  #named(held: Held, name: string): [string, Tensor][] {
    if (held instanceof Value) return [[name, held.tensor]];
    if (held instanceof Sequence && held.items.length > 0)
      return held.items.map(({ tensor }, i) => [`${name}[${i}]`, tensor]);
    const why =
      held instanceof Foreign
        ? held.what
        : held instanceof Sequence
          ? 'a sequence of nothing'
          : 'a value that is not there';
    throw new UnsupportedOnnx(this.name, [{ name, opType: 'output', why, needs: [], isDefinite: true }]);
  }

  #bind(xs: readonly Tensor[], names: Names): void {
    const problem = { who: 'OnnxModel', at: this.name };
    if (xs.length !== this.inputs.length)
      fail('SHAPE', {
        ...problem,
        what: `takes ${this.inputs.length} inputs: ${this.inputs.map(({ name }) => name).join(', ')}`,
        received: xs.length,
      });
    const symbols = new Map<string, number>();
    this.inputs.forEach(({ name, type, shape }, i) => {
      const x = xs[i]!;
      const { dtype } = elementTypes[type];
      if (x.dtype !== dtype)
        fail('DTYPE', {
          ...problem,
          what: `input ${name} is ${type} in the file, so it must be ${dtype}`,
          received: x.dtype,
          hint: 'Before the model is built, buildFor({ dtype, shape }, …) says what its inputs are',
        });
      if (shape !== null && shape.length !== x.rank)
        fail('SHAPE', { ...problem, what: `input ${name} must have ${shape.length} axes`, received: x.rank });
      names.set(name, Value.of(sharingSizes(x, shape ?? [], symbols), type));
    });
  }

  /** Needs are told by the names of the file's inputs; those of a model around would mean nothing. */
  #throwProblems({ problems }: GraphReader, xs: readonly Tensor[]): void {
    if (problems.length === 0) return;
    const fileNames = new Map(
      this.inputs.flatMap(({ name }, i): [string, string][] => {
        const node = xs[i] && xs[i].b.at(xs[i].ref.id);
        return node?.op === 'input' ? [[node.attrs.name, name]] : [];
      }),
    );
    throw new UnsupportedOnnx(
      this.name,
      problems.map((problem) => ({
        ...problem,
        needs: problem.needs.flatMap((need) => fileNames.get(need) ?? []),
      })),
    );
  }
}

/** The input with one symbol for all open sizes of one name, of which the model knows no more than that they are open. */
function sharingSizes(x: Tensor, sizes: NonNullable<OnnxPort['shape']>, symbols: Map<string, number>): Tensor {
  return sizes.reduce<Tensor>((shared, name, axis) => {
    const own = x.shape[axis]!;
    if (typeof name !== 'string' || own >= 0) return shared;
    const known = symbols.get(name);
    if (known === undefined) symbols.set(name, own);
    return known === undefined || known === own ? shared : shared.gather(counted(x, [known], 0), axis);
  }, x);
}

function typeOf({ name, type }: StoredPort, model: string): ElementType {
  if (typeof type === 'string') return type;
  const isList = 'of' in type;
  const why = `of type ${type.other}${isList ? ', of which the value must be known' : ' is not read'}`;
  throw new UnsupportedOnnx(model, [{ name, opType: 'input', why, needs: isList ? [name] : [], isDefinite: true }]);
}
