/** A graph cut in up to three: the host before, a session of ONNX Runtime, the host after, all on the memory of the host. */
import {
  allocate,
  fail,
  sizeOf,
  type Backend,
  type Executable,
  type Graph,
  type InPlace,
  type TensorData,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import type { Copy, Partition, Port } from '../partition/partition.ts';
import { Board, type HostPieces, type Own } from './board.ts';
import { Delivery } from './delivery.ts';
import type { Program } from './program.ts';
import type { Runtime } from './runtime.ts';
import type { Fetches, Session } from './session.ts';
import { dataOf, ortTensor } from './tensor.ts';
import type { Turns } from './turns.ts';

/** The parts of a partition made ready. */
export interface Parts extends HostPieces {
  readonly session: Session | null;
}

/** All that a run takes. */
interface Round {
  readonly board: Board;
  readonly own: Own;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Fetches;
}

type Results = Readonly<Record<string, Tensor>>;

export class HostedProgram implements Program {
  readonly host: Backend;
  readonly parts: Parts;
  /** Shared by all programs on one state. */
  readonly turns: Turns;
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #partition: Partition;
  readonly #delivery = new Delivery();
  /** Values that are not the host's but the session hands out. */
  readonly #handedOut: readonly Port[];
  #board: Board | null = null;
  /** What {@link inPlace} offers. */
  #standing: (Round & { readonly inPlace: InPlace }) | null = null;

  constructor(runtime: Runtime, graph: Graph, partition: Partition, host: Backend, parts: Parts, turns: Turns) {
    this.#runtime = runtime;
    this.#graph = graph;
    this.#partition = partition;
    this.#handedOut = partition.session.fetches.filter(({ place }) => place.room === 'own');
    this.host = host;
    this.parts = parts;
    this.turns = turns;
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    await this.turns.take();
    try {
      const board = this.#laid();
      const own: Own = { inputs: {}, outputs: this.#newOutputs(false) };
      for (const [name, place] of this.#partition.inputs)
        if (place.room === 'own') own.inputs[name] = inputs[name]!.data;
        else board.array(place, own).set(inputs[name]!.data);
      const unplaced = Object.fromEntries(this.#handedOut.map(({ name }) => [name, null]));
      const fetches = { ...board.fetches, ...unplaced };
      const results = await this.#compute({ board, own, feeds: this.#feeds(board, own), fetches });
      for (const { name, place } of this.#handedOut) own.outputs[place.name] = dataOf(results[name]!);
      return this.#collect(board, own);
    } finally {
      this.turns.give();
    }
  }

  inPlace(): InPlace {
    return this.#stand().inPlace;
  }

  async #runInPlace(): Promise<void> {
    await this.turns.take();
    try {
      // Memory may have moved while this run waited for its turn; what the caller filled has moved with it.
      await this.#compute(this.#stand());
    } finally {
      this.turns.give();
    }
  }

  /**
   * The parts in turn. State is written by the last one alone, when the session has read it: no array is both read and
   * written by one run of the session.
   */
  async #compute({ board, own, feeds, fetches }: Round): Promise<Results> {
    const { first, last } = this.#partition;
    copy(first, board, own);
    const noise = board.before?.run();
    if (noise !== undefined) await noise;
    this.#delivery.expect(fetches);
    const results = this.parts.session === null ? {} : await this.parts.session.run(feeds, fetches);
    this.#delivery.receive(results);
    copy(last, board, own);
    const update = board.after?.run();
    if (update !== undefined) await update;
    return results;
  }

  /** The round of {@link inPlace}, on memory as it lies now. */
  #stand(): Round & { readonly inPlace: InPlace } {
    const board = this.#laid();
    if (this.#standing?.board === board) return this.#standing;
    const own = this.#standing?.own ?? { inputs: this.#newInputs(), outputs: this.#newOutputs(true) };
    const handedOut = Object.fromEntries(
      this.#handedOut.map(({ name, node, place }) => [name, this.#tensor(node, own.outputs[place.name]!)]),
    );
    const inPlace: InPlace = {
      inputs: arraysOf(this.#partition.inputs, board, own),
      outputs: arraysOf(this.#partition.outputs, board, own),
      state: board.after?.state ?? {},
      run: () => this.#runInPlace(),
    };
    const fetches = { ...board.fetches, ...handedOut };
    return (this.#standing = { board, own, feeds: this.#feeds(board, own), fetches, inPlace });
  }

  #laid(): Board {
    if (this.#board?.isCurrent(this.parts) !== true)
      this.#board = new Board(this.#runtime, this.#graph, this.#partition, this.parts);
    return this.#board;
  }

  #feeds(board: Board, own: Own): Readonly<Record<string, Tensor>> {
    const feeds: Record<string, Tensor> = { ...board.feeds };
    for (const { name, node, place } of this.#partition.session.feeds)
      if (place.room === 'own') feeds[name] = this.#tensor(node, own.inputs[place.name]!);
    return feeds;
  }

  #tensor(node: number, data: TypedArray): Tensor {
    return ortTensor(this.#runtime, this.#graph.nodes[node]!, data);
  }

  #newInputs(): Record<string, TypedArray> {
    const own = this.#graph.inputs.filter(({ name }) => this.#partition.inputs.get(name)!.room === 'own');
    return Object.fromEntries(own.map(({ name, node }) => [name, newArray(this.#graph, node)]));
  }

  /** Arrays for the outputs that are not the host's: for all, or for those that the session does not hand out. */
  #newOutputs(all: boolean): Record<string, TypedArray> {
    const handedOut = new Set(this.#handedOut.map(({ place }) => place.name));
    const own = this.#graph.outputs.filter(
      ({ name }) => this.#partition.outputs.get(name)!.room === 'own' && (all || !handedOut.has(name)),
    );
    return Object.fromEntries(own.map(({ name, node }) => [name, newArray(this.#graph, node)]));
  }

  #collect(board: Board, own: Own): Record<string, TensorData> {
    const results: Record<string, TensorData> = {};
    for (const { name, node } of this.#graph.outputs) {
      const { dtype, shape } = this.#graph.nodes[node]!;
      const place = this.#partition.outputs.get(name)!;
      const data = board.array(place, own);
      results[name] = { dtype, shape, data: place.room === 'own' ? data : data.slice() };
    }
    return results;
  }

  readState(name: string): Promise<TensorData> {
    return this.turns.with(() => this.#carrier().readState(name));
  }

  writeState(name: string, value: TensorData): Promise<void> {
    return this.turns.with(() => this.#carrier().writeState(name, value));
  }

  #carrier(): Executable {
    return this.parts.after ?? fail('NAME', { who: 'state', what: 'there is none' });
  }

  release(): Promise<void> {
    return this.turns.with(async () => {
      const { before, session, after } = this.parts;
      this.#standing = this.#board = null;
      for (const part of [before, after]) await part?.dispose();
      await session?.release();
    });
  }
}

function copy(copies: readonly Copy[], board: Board, own: Own): void {
  for (const { from, to } of copies) board.array(to, own).set(board.array(from, own));
}

function arraysOf(places: Partition['inputs'], board: Board, own: Own): Record<string, TypedArray> {
  return Object.fromEntries([...places].map(([name, place]) => [name, board.array(place, own)]));
}

function newArray(graph: Graph, node: number): TypedArray {
  const { dtype, shape } = graph.nodes[node]!;
  return allocate(dtype, sizeOf(shape));
}
