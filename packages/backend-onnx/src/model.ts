/** A lowered graph as a model: the versions and the producer's name, the same for every file we write. */
import { encodeModel } from './proto/encode.ts';
import type { ModelProto } from './proto/messages.ts';
import type { Lowered } from './lower-graph.ts';
import { DOMAIN, IR_VERSION, OPSET } from './writer.ts';

/** What a model says of itself. */
export interface ModelCard extends Pick<ModelProto, 'producerVersion' | 'docString' | 'metadataProps'> {
  /** Name of the graph. */
  readonly name: string;
}

/** The bytes of an `.onnx` file. */
export function modelBytes({ graph, functions }: Lowered, { name, ...card }: ModelCard): Uint8Array {
  const standard = { domain: '', version: OPSET };
  return encodeModel({
    irVersion: IR_VERSION,
    opsetImports: functions.length === 0 ? [standard] : [standard, { domain: DOMAIN, version: 1 }],
    producerName: 'bernoulli',
    domain: DOMAIN,
    ...card,
    graph: { name, ...graph },
    functions,
  });
}
