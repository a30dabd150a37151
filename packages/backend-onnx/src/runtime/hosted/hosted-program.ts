/** A graph cut in up to three: the host before, a session of ONNX Runtime, the host after, all on the memory of the host. */
import {
  fail,
  type Backend,
  type Executable,
  type Graph,
  type InPlace,
  type Mutex,
  type TensorData,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import type { Partition, Port } from '../../partition/partition.ts';
import type { Runtime } from '../find-runtime.ts';
import type { Program } from '../program.ts';
import type { Fetches, Session } from '../session.ts';
import { dataOf, ortTensor } from '../tensor.ts';
import { BoundArrays, type HostPieces } from './bound-arrays.ts';
import { OutputCopies } from './output-copies.ts';
import { newInputs, newOutputs, newTable, type OwnArrays } from './own-arrays.ts';

/** The parts of a partition made ready. */
export interface Parts extends HostPieces {
  readonly session: Session | null;
}

/** All that a run takes. */
interface Run {
  readonly bound: BoundArrays;
  readonly own: OwnArrays;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Fetches;
}

type Results = Readonly<Record<string, Tensor>>;

export class HostedProgram implements Program {
  readonly host: Backend;
  readonly parts: Parts;
  /** Shared by all programs on one state. */
  readonly mutex: Mutex;
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #partition: Partition;
  readonly #copies = new OutputCopies();
  /** Outputs that are not the host's but the session hands out. */
  readonly #sessionOutputs: readonly Port[];
  #bound: BoundArrays | null = null;
  /** What {@link inPlace} offers. */
  #offered: (Run & { readonly inPlace: InPlace }) | null = null;

  constructor(runtime: Runtime, graph: Graph, partition: Partition, host: Backend, parts: Parts, mutex: Mutex) {
    this.#runtime = runtime;
    this.#graph = graph;
    this.#partition = partition;
    this.#sessionOutputs = partition.session.fetches.filter(({ place }) => place.room === 'own');
    this.host = host;
    this.parts = parts;
    this.mutex = mutex;
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    return this.mutex.take(() => this.#runOnCopies(inputs));
  }

  async #runOnCopies(inputs: Values): Promise<Record<string, TensorData>> {
    const bound = this.#boundArrays();
    const handedOut = new Set(this.#sessionOutputs.map(({ place }) => place.name));
    const own: OwnArrays = { inputs: newTable(), outputs: newOutputs(this.#graph, this.#partition, handedOut) };
    for (const [name, place] of this.#partition.inputs)
      if (place.room === 'own') own.inputs[name] = inputs[name]!.data;
      else bound.array(place, own).set(inputs[name]!.data);
    const unplaced = Object.fromEntries(this.#sessionOutputs.map(({ name }) => [name, null]));
    const fetches = { ...bound.fetches, ...unplaced };
    const results = await this.#compute({ bound, own, feeds: this.#feeds(bound, own), fetches });
    for (const { name, place } of this.#sessionOutputs) own.outputs[place.name] = dataOf(results[name]!);
    return this.#outputs(bound, own);
  }

  inPlace(): InPlace {
    return this.#offer().inPlace;
  }

  /**
   * The parts in turn. State is written by the last one alone, when the session has read it: no array is both read and
   * written by one run of the session.
   */
  async #compute({ bound, own, feeds, fetches }: Run): Promise<Results> {
    const { first, last } = this.#partition;
    bound.copy(first, own);
    const noise = bound.before?.run();
    if (noise !== undefined) await noise;
    this.#copies.prepare(fetches);
    const results = this.parts.session === null ? {} : await this.parts.session.run(feeds, fetches);
    this.#copies.collect(results);
    bound.copy(last, own);
    const update = bound.after?.run();
    if (update !== undefined) await update;
    return results;
  }

  /** What runs in place, on memory as it lies now. */
  #offer(): Run & { readonly inPlace: InPlace } {
    const bound = this.#boundArrays();
    if (this.#offered?.bound === bound) return this.#offered;
    const own: OwnArrays = this.#offered?.own ?? {
      inputs: newInputs(this.#graph, this.#partition),
      outputs: newOutputs(this.#graph, this.#partition),
    };
    const handedOut = Object.fromEntries(
      this.#sessionOutputs.map(({ name, node, place }) => [name, this.#tensor(node, own.outputs[place.name]!)]),
    );
    const inPlace: InPlace = {
      inputs: bound.arrays(this.#partition.inputs, own),
      outputs: bound.arrays(this.#partition.outputs, own),
      state: bound.after?.state ?? {},
      // Memory may have moved while the run waited for its turn; what the caller filled has moved with it.
      run: async () => void (await this.mutex.take(() => this.#compute(this.#offer()))),
    };
    const fetches = { ...bound.fetches, ...handedOut };
    return (this.#offered = { bound, own, feeds: this.#feeds(bound, own), fetches, inPlace });
  }

  #boundArrays(): BoundArrays {
    if (this.#bound?.isCurrent(this.parts) !== true)
      this.#bound = new BoundArrays(this.#runtime, this.#graph, this.#partition, this.parts);
    return this.#bound;
  }

  #feeds(bound: BoundArrays, own: OwnArrays): Readonly<Record<string, Tensor>> {
    const feeds = newTable(Object.entries(bound.feeds));
    for (const { name, node, place } of this.#partition.session.feeds)
      if (place.room === 'own') feeds[name] = this.#tensor(node, own.inputs[place.name]!);
    return feeds;
  }

  #tensor(node: number, data: TypedArray): Tensor {
    return ortTensor(this.#runtime, this.#graph.nodes[node]!, data);
  }

  #outputs(bound: BoundArrays, own: OwnArrays): Record<string, TensorData> {
    const outputs = this.#graph.outputs.map(({ name, node }) => {
      const { dtype, shape } = this.#graph.nodes[node]!;
      const place = this.#partition.outputs.get(name)!;
      const data = bound.array(place, own);
      return [name, { dtype, shape, data: place.room === 'own' ? data : data.slice() }] as const;
    });
    return Object.fromEntries(outputs);
  }

  async readState(name: string): Promise<TensorData> {
    return this.mutex.take(() => this.#carrier().readState(name));
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    return this.mutex.take(() => this.#carrier().writeState(name, value));
  }

  #carrier(): Executable {
    return this.parts.after ?? fail('NAME', { who: 'state', what: 'there is none' });
  }

  async release(): Promise<void> {
    return this.mutex.take(async () => {
      const { before, session, after } = this.parts;
      this.#offered = this.#bound = null;
      for (const part of [before, after]) await part?.dispose();
      await session?.release();
    });
  }
}
