/** A graph made ready to run, and the values that it carries from run to run. */
import {
  allocate,
  fail,
  resultNodes,
  sizeOf,
  StateCells,
  stateNames,
  validateInputs,
  validateValue,
} from '@bernoulli/api/ir';
import type { Executable, Graph, Kernel, NodeOf, OpName, TensorData, TensorType, Values } from '@bernoulli/api/ir';
import { kernels } from './kernels.ts';

const copy = ({ dtype, shape, data }: TensorData): TensorData => ({ dtype, shape, data: data.slice() });
const zeros = ({ dtype, shape }: TensorType): TensorData => ({ dtype, shape, data: allocate(dtype, sizeOf(shape)) });

export class Program implements Executable {
  readonly #graph: Graph;
  readonly #state: StateCells<TensorData>;
  #disposed = false;

  constructor(graph: Graph, shared: Program | undefined) {
    if (shared !== undefined) shared.#requireAlive();
    this.#graph = graph;
    this.#state = new StateCells(graph, shared === undefined ? undefined : shared.#state, zeros, () => {});
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireAlive();
    validateInputs(this.#graph, inputs);
    const { outputs, state, commit } = this.#graph;
    const carried = new Map(state.map(({ name }) => [name, this.#state.cell(name).value]));
    const values = evaluate(this.#graph, (name) => inputs[name]!, carried);
    // What comes out is the caller's, and what is carried nobody else's: copies, all of them.
    const results = Object.fromEntries(outputs.map(({ name, node }) => [name, copy(values[node]!)]));
    if (commit === null || values[commit]!.data[0] === 1)
      for (const { name, next } of state) if (next !== null) this.#state.replace(name, copy(values[next]!));
    return results;
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireAlive();
    return copy(this.#state.cell(name).value);
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.#requireAlive();
    validateValue(`state ${name}`, value, this.#state.cell(name).type);
    this.#state.replace(name, copy(value));
  }

  async dispose(): Promise<void> {
    if (!this.#disposed) this.#state.release();
    this.#disposed = true;
  }

  #requireAlive(): void {
    if (this.#disposed) fail('STATE', { who: 'backend from-scratch', what: 'this executable is disposed' });
  }
}

type Given = ReadonlyMap<string, TensorData>;

/** The value of every node, in order: operands come earlier. */
function evaluate(graph: Graph, input: (name: string) => TensorData, carried: Given): readonly TensorData[] {
  const names = stateNames(graph);
  const values: TensorData[] = [];
  graph.nodes.forEach((node, id) => {
    const { op, dtype, shape } = node;
    const operands = node.inputs.map((i) => values[i]!);
    const name = names.get(id);
    if (name !== undefined) values.push(carried.get(name)!);
    else if (op === 'input') values.push(input(node.attrs.name));
    else if (op === 'constant') values.push({ dtype, shape, data: node.attrs.value });
    else if (op === 'scan') values.push(scan(node, operands));
    else {
      const kernel = kernels[op] as Kernel<TensorData, OpName>;
      values.push(kernel(operands, { attrs: node.attrs as never, inputTypes: operands, type: { dtype, shape } }));
    }
  });
  return values;
}

/** A loop: its body once a step, which sees its own row of what is read and what the step before carried on. */
function scan({ attrs, dtype, shape }: NodeOf<'scan'>, operands: readonly TensorData[]): TensorData {
  const { body, length, steps, reverse, result, final } = attrs;
  const read = operands.slice(body.state.length);
  const numbers = new Map(body.inputs.map(({ name }, k) => [name, k]));
  const stacked = zeros({ dtype, shape });
  let carried: Given = new Map(body.state.map(({ name }, k) => [name, operands[k]!]));
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step;
    const input = (name: string): TensorData => {
      const k = numbers.get(name)!;
      return k < steps ? row(read[k]!, at) : read[k]!;
    };
    const values = evaluate(body, input, carried);
    const results = resultNodes(body).map((id) => values[id]!);
    carried = new Map(body.state.map(({ name }, k) => [name, results[k]!]));
    if (!final) stacked.data.set(results[result]!.data, at * (stacked.data.length / length));
  }
  return final ? carried.get(body.state[result]!.name)! : stacked;
}

/** One element of the first axis. */
function row({ dtype, shape, data }: TensorData, at: number): TensorData {
  const size = data.length / shape[0]!;
  return { dtype, shape: shape.slice(1), data: data.slice(at * size, (at + 1) * size) };
}
