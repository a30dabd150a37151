/** Tensors outside a trace: what layers are called on to say what a model is before there is one. */
import {
  BATCH,
  fail,
  GraphBuilder,
  printShape,
  type OpAttrs,
  type OpName,
  type Ref,
  type TensorType,
} from '../ir/index.ts';
import { smallStart } from '../config/names.ts';
import { modulePaths } from './module-paths.ts';
import type { Module, Outputs } from './module.ts';
import { Tensor } from './tensor.ts';
import { Trace } from './trace.ts';

/** A method of a tensor: the op that it stands for. */
export interface OpUse {
  readonly op: OpName;
  readonly attrs: OpAttrs<OpName>;
}

/** Something that was written on symbolic tensors: an input, a module's use, or an op. */
export interface Step {
  /** Steps are numbered as they are written: what a step reads has a smaller number. */
  readonly number: number;
  readonly does: 'input' | Module | OpUse;
  readonly inputs: readonly Ref[];
  /** What it gives; by name where that is a record. */
  readonly outputs: readonly (readonly [name: string | null, value: Ref])[];
}

/** No tensor keeps what was made of it: a model that nobody holds goes away. */
const steps = new WeakMap<Ref, Step>();
let written = 0;
let symbols = BATCH;
/** Symbols that have names: a name has one in all models. */
const named = new Map<string, number>();
const sizeNames = new Map<number, string>();

/** No node of any graph, so that a trace refuses it. */
const NOWHERE = -1;

/** In the place of a graph: keeps what was asked for, so that it can be asked of a trace. */
class SymbolicBuilder extends GraphBuilder {
  override node<O extends OpName>(op: O, inputs: readonly Ref[], attrs: OpAttrs<O>): Ref {
    for (const x of inputs) stepOf(x, op);
    // The types are checked where the line is written.
    const scratch = new GraphBuilder();
    const type = scratch.node(
      op,
      inputs.map(({ dtype, shape }, i) => scratch.input(`${i}`, dtype, shape)),
      attrs,
    );
    const value = { id: NOWHERE, dtype: type.dtype, shape: type.shape };
    write({ op, attrs } as OpUse, inputs, [[null, value]]);
    return value;
  }
}

const builder = new SymbolicBuilder();

function write(does: Step['does'], inputs: readonly Ref[], outputs: Step['outputs']): void {
  const step: Step = { number: written++, does, inputs, outputs };
  for (const [, value] of outputs) steps.set(value, step);
}

/** True for a tensor that `input` made, or that follows from one. */
export function isSymbolic(tensor: Tensor): boolean {
  return tensor.b === builder;
}

/** Where a symbolic value comes from. */
export function stepOf(value: Ref, who: string): Step {
  return (
    steps.get(value) ??
    fail('STATE', {
      who,
      what: 'takes tensors that follow from inputs of one model',
      received: `${value.dtype}${printShape(value.shape)} of another trace`,
    })
  );
}

/** An input: any number of rows of a type, of which sizes may be open, `null`. */
export function symbolicInput({
  dtype,
  shape,
  names,
}: {
  readonly dtype: TensorType['dtype'];
  readonly shape: readonly (number | null)[];
  readonly names?: readonly (string | null)[] | undefined;
}): Tensor {
  const value = { id: NOWHERE, dtype, shape: [BATCH, ...shape.map((size, i) => size ?? openSize(names?.[i] ?? null))] };
  write('input', [], [[null, value]]);
  return new Tensor(builder, value);
}

function openSize(name: string | null): number {
  if (name === null) return --symbols;
  const symbol = named.get(name) ?? --symbols;
  named.set(name, symbol);
  sizeNames.set(symbol, name);
  return symbol;
}

/** What an open size is called; `null` for one without a name. */
export function nameOfSize(symbol: number): string | null {
  return sizeNames.get(symbol) ?? null;
}

/** Keeps a use of a module, once it is known from a trace of its own what it gives. Makes the module's weights known. */
export function applySymbolically(module: Module, inputs: readonly Tensor[]): Outputs {
  const at = nameOf(module);
  inputs.forEach((input, i) => {
    if (!isSymbolic(input))
      fail('STATE', {
        who: module.className,
        at,
        what: `input ${i} must follow from an input of the model, as the others do`,
        received: `${input.dtype}${printShape(input.shape)} of a running trace`,
      });
  });
  const trace = new Trace(modulePaths(module, at), { mode: 'infer' });
  const made = module.apply(...inputs.map(({ dtype, shape }, i) => trace.input(`input${i}`, { dtype, shape })));
  const refs = inputs.map(({ ref }) => ref);
  const valueOf = ({ dtype, shape }: Tensor): Ref => ({ id: NOWHERE, dtype, shape });
  if (made instanceof Tensor) {
    const value = valueOf(made);
    write(module, refs, [[null, value]]);
    return new Tensor(builder, value);
  }
  const values = Object.entries(made).map(([name, tensor]) => [name, valueOf(tensor)] as const);
  write(module, refs, values);
  return Object.fromEntries(values.map(([name, value]) => [name, new Tensor(builder, value)]));
}

/** What a module is called where it has no place yet: its name, or its class's. */
export function nameOf(module: Module): string {
  const { name } = module as { name?: unknown };
  const given = 'getConfig' in module ? (module.getConfig as () => { name?: unknown })().name : name;
  return typeof given === 'string' ? given : smallStart(module.className);
}

/** Every step that values follow from, in the order of writing. */
export function stepsTo(values: readonly Ref[], who: string): Step[] {
  const found = new Set<Step>();
  const waiting = [...values];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const step = stepOf(value, who);
    if (found.has(step)) continue;
    found.add(step);
    waiting.push(...step.inputs);
  }
  return [...found].sort((a, b) => a.number - b.number);
}
