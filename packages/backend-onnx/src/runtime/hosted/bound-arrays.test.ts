/** No array that ONNX Runtime writes overlaps one that it reads in the same run: the results would be wrong without an error. */
import type { Graph } from '@bernoulli/api/ir';
import { cpu } from '@bernoulli/backend-cpu';
import * as runtime from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { predictionGraph, trainingGraph } from '../../../test/training-step.ts';
import { partition } from '../../partition/partition.ts';
import { BoundArrays } from './bound-arrays.ts';
import { dataOf } from '../tensor.ts';

async function bind(graph: Graph): Promise<BoundArrays> {
  const cut = partition(graph, 'host');
  const host = cpu({ threads: 1 });
  const after = cut.after && (await host.compile(cut.after));
  const before = cut.before && (await host.compile(cut.before, after === null ? {} : { shareState: after }));
  return new BoundArrays(runtime, graph, cut, { before, after });
}

it.each([
  ['training', trainingGraph, 4],
  ['predicting', predictionGraph, 0],
] as const)('%s', async (_, graph, atLeast) => {
  const { feeds, fetches } = await bind(graph());
  const [read, written] = [feeds, fetches].map((tensors) => Object.values(tensors).map(dataOf));
  expect(written!.length).toBeGreaterThanOrEqual(atLeast);
  for (const out of written!)
    for (const input of read!) {
      expect(out.buffer).toBeInstanceOf(ArrayBuffer);
      const apart =
        out.byteOffset + out.byteLength <= input.byteOffset || input.byteOffset + input.byteLength <= out.byteOffset;
      expect(apart || out.buffer !== input.buffer).toBe(true);
    }
});
