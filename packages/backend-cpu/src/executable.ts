/** A compiled graph: takes inputs, runs its steps, hands out copies of results, keeps its state. */
import {
  fail,
  listed,
  validateInputs,
  validateValue,
  type Executable,
  type InPlace,
  type StateBinding,
  type TensorData,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { SharedMemory } from './memory/shared-memory.ts';
import { viewOf } from './memory/view.ts';
import type { ProductCount } from './sparse/lists.ts';
import { Trials } from './threads/trials.ts';
import { arraysOf, bindProgram, type BoundProgram, type Program } from './tasks/bound-program.ts';

export class CpuExecutable implements Executable {
  readonly #program: Program;
  readonly #trials = new Trials();
  #bound: (BoundProgram & { readonly inPlace: InPlace | null }) | null = null;
  #disposed = false;

  constructor(program: Program) {
    this.#program = program;
    program.memory.retain();
  }

  /** What this executable shares; throws once it is disposed. */
  get memory(): SharedMemory {
    this.#requireLive('shareState');
    return this.#program.memory;
  }

  /** Bytes for inputs, intermediate values and scratch together. */
  get arenaBytes(): number {
    return this.#program.arenaBytes;
  }

  /** What became, in the last run, of the products that may skip zeros. */
  get productCounts(): readonly ProductCount[] {
    return this.#program.productCounts();
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireLive('run');
    validateInputs(this.#program.graph, inputs);
    const bound = this.#bind();
    for (const { name, array } of bound.inputs) array.set(inputs[name]!.data);
    return this.#timed(() => {
      bound.computeResults();
      const outputs = bound.outputs.map(
        ({ name, type: { dtype, shape }, array }) => [name, { dtype, shape, data: array.slice() }] as const,
      );
      bound.updateState();
      return Object.fromEntries(outputs);
    });
  }

  /** `null` where an output is a carried value that the run replaces: only a copy can hold on to the old one. */
  inPlace(): InPlace | null {
    this.#requireLive('inPlace');
    return this.#bind().inPlace;
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireLive('readState');
    const { node } = this.#stateNamed(name);
    const { dtype, shape } = this.#program.graph.nodes[node]!;
    return { dtype, shape, data: this.#stateArray(node).slice() };
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.#requireLive('writeState');
    const { node } = this.#stateNamed(name);
    validateValue(`state ${name}`, value, this.#program.graph.nodes[node]!);
    this.#stateArray(node).set(value.data);
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#bound = null;
    this.#program.release();
    this.#program.placement.release();
    this.#program.memory.release();
  }

  /** Views and steps on the heap as it is now; made again only when it has grown. */
  #bind() {
    const { memory, placement } = this.#program;
    if (this.#bound?.buffer === memory.heap.buffer) return this.#bound;
    const bound = bindProgram(this.#program);
    this.#bound = { ...bound, inPlace: placement.outputsStay ? this.#inPlaceOf(bound) : null };
    return this.#bound;
  }

  #inPlaceOf({ computeResults, updateState }: BoundProgram): InPlace {
    const whole = (): void => {
      computeResults();
      updateState();
    };
    return {
      ...arraysOf(this.#program),
      run: () => {
        this.#requireLive('run');
        this.#timed(whole);
      },
    };
  }

  /** Runs with the help of the threads or alone, and notes the time for the next. */
  #timed<T>(run: () => T): T {
    const { pool } = this.#program.memory;
    if (pool === null) return run();
    pool.isHelped = this.#trials.isHelped;
    const began = performance.now();
    const result = run();
    this.#trials.note(began, performance.now());
    return result;
  }

  #stateArray(node: StateBinding['node']): TypedArray {
    const { graph, memory, placement } = this.#program;
    return viewOf(memory.heap.buffer, placement.addressOf(node), graph.nodes[node]!);
  }

  #stateNamed(name: string): StateBinding {
    const { state } = this.#program.graph;
    return (
      state.find((s) => s.name === name) ??
      fail('NAME', {
        who: 'cpu',
        what: `there is no such state; there is ${listed(state.map((s) => s.name)) || 'none'}`,
        received: name,
      })
    );
  }

  #requireLive(what: string): void {
    if (this.#disposed) fail('STATE', { who: 'cpu', what: `${what} was called on an executable that is disposed` });
  }
}
