/** What a run is made of: steps, bound to the memory as it lies. */
import type { NodeId, TypedArray } from '@bernoulli/api/ir';

/** Makes a step of the views it reads and writes. Called again when memory has moved. */
export type Bind = (view: (id: NodeId) => TypedArray, buffer: ArrayBufferLike) => () => void;
