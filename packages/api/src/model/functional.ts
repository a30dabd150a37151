/** Models out of layers that were called on inputs: several inputs and outputs, branches, layers in two places. */
import { isPlainObject } from '../config/plain-object.ts';
import type { PartDescription } from '../config/describe-part.ts';
import { bindAttrs } from '../ir/analysis/bind.ts';
import { checkKeys, fail, printShape, resolveSize, type Ref, type Shape, type TensorType } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import { Module, type Outputs } from '../tracing/module.ts';
import { isSymbolic, nameOf, nameOfSize, stepOf, stepsTo, type OpUse, type Step } from '../tracing/symbolic.ts';
import { Tensor } from '../tracing/tensor.ts';
import type { CompileConfig } from './compile-config.ts';
import type { ModelConfig } from './model-name.ts';
import { ModelOfLayers } from './model-of-layers.ts';
import type { RowLike } from './row-type.ts';

/** A value in a stored model: the number of the input or node that gives it, inputs first; and which one, where a node gives several by name. */
export interface ValueDescription {
  readonly value: number;
  readonly output?: string;
}

/** What the layers of a model do to one another, as plain data. */
export interface WiringDescription {
  /** One row of each input. */
  readonly inputs: readonly RowType[];
  /** Uses of layers, by their number in the list; each reads values that come earlier. */
  readonly nodes: readonly { readonly layer: number; readonly inputs: readonly ValueDescription[] }[];
  readonly outputs: ValueDescription | Readonly<Record<string, ValueDescription>>;
}

/** A model that `model(inputs, outputs)` made. */
export class Functional<O extends Outputs = Outputs> extends ModelOfLayers {
  /** What the layers were called on first. */
  readonly inputs: readonly Tensor[];
  /** What came of it. */
  readonly outputs: O;
  readonly #steps: readonly Step[];

  constructor(inputs: Tensor | readonly Tensor[], outputs: O, config: ModelConfig = {}) {
    checkKeys('model', config, ['name']);
    const first = readInputs(inputs);
    const last = readOutputs(outputs);
    const steps = wiring(first, last);
    const modules = steps.flatMap(({ does }) => (does instanceof Module ? [does] : []));
    super('model', [...new Set(modules)], config.name ?? 'functional');
    this.inputs = first;
    this.outputs = outputs;
    this.#steps = steps;
  }

  override get className(): string {
    return 'Functional';
  }

  /** One row of each input. */
  get rows(): RowType[] {
    return this.inputs.map(({ dtype, shape: [, ...sizes] }) => {
      const names = sizes.map((n) => (n < 0 ? nameOfSize(n) : null));
      const row = { dtype, shape: sizes.map((n) => (n < 0 ? null : n)) };
      return names.every((name) => name === null) ? row : { ...row, names };
    });
  }

  /** Compiles the model, and makes its weights: what its rows are is known. */
  override compile(config: CompileConfig): void {
    super.compile(config);
    this.buildFor();
  }

  override buildFor(...rows: RowLike[]): void {
    super.buildFor(...(rows.length === 0 ? this.rows : rows));
  }

  /**
   * Name, layers and how they are wired, as plain data; `layers` is `null` where only code can say it again: a module that no
   * configuration describes, or a method of a tensor between layers.
   *
   * @throws BernoulliError `CONFIG` for a layer whose configuration holds what a file cannot.
   */
  getConfig(): {
    readonly name: string;
    readonly layers: readonly PartDescription[] | null;
  } & Partial<WiringDescription> {
    const layers = this.#steps.every(({ does }) => does instanceof Module) ? this.describedLayers() : null;
    if (layers === null) return { name: this.name, layers };
    const values = new Map<Step, number>();
    for (const { ref } of this.inputs) values.set(stepOf(ref, 'model'), values.size);
    for (const step of this.#steps) values.set(step, values.size);
    const at = (ref: Ref): ValueDescription => {
      const step = stepOf(ref, 'model');
      const [name] = step.outputs.find(([, value]) => value === ref)!;
      return { value: values.get(step)!, ...(name === null ? {} : { output: name }) };
    };
    return {
      name: this.name,
      layers,
      inputs: this.rows,
      nodes: this.#steps.map(({ does, inputs }) => ({
        layer: this.layers.indexOf(does as Module),
        inputs: inputs.map(at),
      })),
      outputs:
        this.outputs instanceof Tensor
          ? at(this.outputs.ref)
          : Object.fromEntries(Object.entries(this.outputs).map(([name, { ref }]) => [name, at(ref)])),
    };
  }

  call(...inputs: Tensor[]): O {
    requireInputs(this.inputs, inputs);
    const values = new Map(this.inputs.map(({ ref }, i) => [ref, inputs[i]!]));
    const sizes = new Map<number, number>();
    this.inputs.forEach(({ shape }, i) => shape.forEach((n, axis) => n < 0 && sizes.set(n, inputs[i]!.shape[axis]!)));
    const at = (ref: Ref): Tensor => values.get(ref)!;
    for (const { does, inputs: read, outputs } of this.#steps) {
      const made =
        does instanceof Module ? does.apply(...read.map(at)) : applyOp(does as OpUse, inputs[0]!, read.map(at), sizes);
      for (const [name, ref] of outputs) values.set(ref, valueOf(made, name));
    }
    if (this.outputs instanceof Tensor) return at(this.outputs.ref) as O;
    return Object.fromEntries(Object.entries(this.outputs).map(([name, { ref }]) => [name, at(ref)])) as O;
  }
}

/**
 * A model from inputs to what layers made of them. A layer that was applied twice has one set of weights; its second use has noise of its
 * own. Weights and masks are named by the layers, each by its `name` or its class's name in camel case, numbered from the second on in the
 * order of first use: `functional/dense`, `functional/dense1`. Which other layers exist, and where they are used, changes no name but
 * those of later layers of the same class.
 *
 * The model is built by `compile`. `fit` and `predict` take a list for several inputs. Methods of tensors may stand between layers, but
 * files hold no code: such a model is loaded with `into`.
 *
 * @param inputs what `input` made, or a list of these
 * @param outputs a tensor, or a record of them by name
 * @throws BernoulliError `CONFIG` for inputs that are none or lead to no output, and outputs that follow from another input or from a
 * running trace; `NAME` for two layers of one name.
 * @example
 * ```ts
 * import { Add, Dense, input, model } from '@bernoulli/api';
 * const x = input({ shape: [4] });
 * const hidden = new Dense({ units: 4, activation: 'relu' }).apply(x);
 * const y = new Dense({ units: 1 }).apply(new Add().apply(x, hidden));
 * const net = model(x, y, { name: 'net' });
 * net.compile({ seed: 1 });
 * Object.keys(await net.getWeights())[0]; // => 'net/dense/kernel'
 * ```
 */
export function model<O extends Outputs>(
  inputs: Tensor | readonly Tensor[],
  outputs: O,
  config?: ModelConfig,
): Functional<O> {
  return new Functional(inputs, outputs, config);
}

function valueOf(made: Outputs, name: string | null): Tensor {
  const value = made instanceof Tensor ? (name === null ? made : undefined) : name === null ? undefined : made[name];
  return (
    value ??
    fail('STATE', {
      who: 'model',
      what: `a module that gave ${name === null ? 'a tensor' : `a tensor called ${name}`} must do so in each mode`,
      received: made instanceof Tensor ? 'a tensor' : Object.keys(made).join(', '),
    })
  );
}

/** A method of a tensor, on tensors of the trace. Sizes that were open are what they are there. */
function applyOp(
  { op, attrs }: OpUse,
  { b }: Tensor,
  inputs: readonly Tensor[],
  sizes: ReadonlyMap<number, number>,
): Tensor {
  const bound = bindAttrs(attrs, (shape: Shape) =>
    shape.map((n) => resolveSize(n, (symbol) => sizes.get(symbol) ?? symbol)),
  );
  return new Tensor(
    b,
    b.node(
      op,
      inputs.map(({ ref }) => ref),
      bound,
    ),
  );
}

function readInputs(inputs: unknown): readonly Tensor[] {
  const list: readonly unknown[] = inputs instanceof Tensor ? [inputs] : Array.isArray(inputs) ? inputs : [];
  if (list.length === 0)
    fail('CONFIG', {
      who: 'model',
      what: 'inputs must be a tensor that input() made, or a list of them',
      received: inputs,
    });
  list.forEach((each, i) => {
    if (!(each instanceof Tensor && isSymbolic(each) && stepOf(each.ref, 'model').does === 'input'))
      fail('CONFIG', {
        who: 'model',
        what: `input ${i} must be what input() made`,
        received: each instanceof Tensor ? printType(each) : each,
      });
    if (list.indexOf(each) !== i)
      fail('CONFIG', {
        who: 'model',
        what: `input ${i} is the one at ${list.indexOf(each)} again`,
        received: printType(each),
      });
  });
  return list as readonly Tensor[];
}

function readOutputs(outputs: unknown): readonly Tensor[] {
  const list =
    outputs instanceof Tensor ? [['output', outputs] as const] : isPlainObject(outputs) ? Object.entries(outputs) : [];
  if (list.length === 0)
    fail('CONFIG', {
      who: 'model',
      what: 'outputs must be a tensor that layers made, or a record of them by name',
      received: outputs,
      hint: Array.isArray(outputs) ? 'Give each a name: { first, second }' : undefined,
    });
  for (const [name, each] of list)
    if (!(each instanceof Tensor && isSymbolic(each)))
      fail('CONFIG', {
        who: 'model',
        what: `${name} must be a tensor that follows from what input() made`,
        received: each instanceof Tensor ? `${printType(each)} of a running trace` : each,
      });
  return list.map(([, each]) => each as Tensor);
}

/** The steps from the inputs to the outputs, those alone. */
function wiring(inputs: readonly Tensor[], outputs: readonly Tensor[]): Step[] {
  const steps = stepsTo(
    outputs.map(({ ref }) => ref),
    'model',
  );
  const given = new Set(inputs.map(({ ref }) => stepOf(ref, 'model')));
  for (const step of steps)
    if (step.does === 'input' && !given.has(step))
      fail('CONFIG', {
        who: 'model',
        at: readerOf(step, steps),
        what: 'the outputs follow from an input that is not among the inputs',
        received: printType(step.outputs[0]![1]),
        hint: 'List it, or leave out what follows from it',
      });
  inputs.forEach((each, i) => {
    if (!steps.includes(stepOf(each.ref, 'model')))
      fail('CONFIG', { who: 'model', what: `input ${i} leads to no output`, received: printType(each) });
  });
  return steps.filter(({ does }) => does !== 'input');
}

/** What reads a value first, for messages. */
function readerOf({ outputs: [output] }: Step, steps: readonly Step[]): string | undefined {
  const reader = steps.find(({ inputs }) => inputs.includes(output![1]));
  if (reader === undefined || reader.does === 'input') return undefined;
  return reader.does instanceof Module ? nameOf(reader.does) : reader.does.op;
}

function requireInputs(wanted: readonly Tensor[], given: readonly Tensor[]): void {
  if (given.length !== wanted.length)
    fail('SHAPE', { who: 'model', what: `takes ${wanted.length} inputs`, received: given.length });
  given.forEach((each, i) => {
    const { dtype, shape } = wanted[i]!;
    const fits =
      each.dtype === dtype && each.rank === shape.length && shape.every((n, axis) => n < 0 || n === each.shape[axis]);
    if (!fits)
      fail('SHAPE', { who: 'model', what: `input ${i} must be ${printType(wanted[i]!)}`, received: printType(each) });
  });
}

function printType({ dtype, shape }: TensorType): string {
  return `${dtype}${printShape(shape)}`;
}
