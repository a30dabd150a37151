/** The arrays of a partition as they lie now, and ONNX Runtime's tensors over them. Made again when the memory of the host moves. */
import { fail, type Executable, type Graph, type InPlace, type TypedArray } from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import type { Copy, Partition, Place, Port } from '../../partition/partition.ts';
import type { Runtime } from '../find-runtime.ts';
import { ortTensor } from '../tensor.ts';
import type { Arrays, OwnArrays } from './own-arrays.ts';

/** The two pieces of the host. */
export interface HostPieces {
  readonly before: Executable | null;
  readonly after: Executable | null;
}

export class BoundArrays {
  readonly before: InPlace | null;
  readonly after: InPlace | null;
  /** What lies with the host of what the session is fed and of what it hands out. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;

  constructor(runtime: Runtime, graph: Graph, { session }: Partition, { before, after }: HostPieces) {
    this.before = inPlaceOf(before);
    this.after = inPlaceOf(after);
    const tensors = (ports: readonly Port[]): Record<string, Tensor> =>
      Object.fromEntries(
        ports
          .filter(({ place }) => place.room !== 'own')
          .map(({ name, node, place }) => [name, ortTensor(runtime, graph.nodes[node]!, this.#hostArray(place))]),
      );
    this.feeds = tensors(session.feeds);
    this.fetches = tensors(session.fetches);
  }

  /** True while no memory has moved. */
  isCurrent({ before, after }: HostPieces): boolean {
    return inPlaceOf(before) === this.before && inPlaceOf(after) === this.after;
  }

  array(place: Place, own: OwnArrays): TypedArray {
    return place.room === 'own'
      ? own[place.end === 'inputs' ? 'inputs' : 'outputs'][place.name]!
      : this.#hostArray(place);
  }

  /** The array of each input or output by name. */
  arrays(places: ReadonlyMap<string, Place>, own: OwnArrays): Arrays {
    return Object.fromEntries([...places].map(([name, place]) => [name, this.array(place, own)]));
  }

  copy(copies: readonly Copy[], own: OwnArrays): void {
    for (const { from, to } of copies) this.array(to, own).set(this.array(from, own));
  }

  #hostArray({ room, end, name }: Place): TypedArray {
    return (room === 'before' ? this.before : this.after)![end][name]!;
  }
}

function inPlaceOf(executable: Executable | null): InPlace | null {
  if (executable === null) return null;
  const refused = {
    who: 'backend onnx',
    what: 'the host does not offer this program in place',
    hint: "Take { host: 'none' }",
  };
  return executable.inPlace?.() ?? fail('BACKEND', refused);
}
