/**
 * Networks out of layers that were drawn: gradients agree with double precision on every backend, and exports with what is predicted. A part
 * of them, or as many as wanted, of another seed: `BERNOULLI_NETWORKS=60 npx vitest run tests/system/random-networks.test.ts`,
 * with `BERNOULLI_NETWORKS_SEED=7`.
 */
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { accepted, hasOnnx, withOnnx } from '../../packages/backend-onnx/test/onnx-python.ts';
import { judgeNetwork } from '../fuzz/networks/judge-network.ts';
import { randomNetwork } from '../fuzz/networks/random-network.ts';
import { Random } from '../fuzz/random.ts';
import { backends } from './backends.ts';

const seed = Number(process.env['BERNOULLI_NETWORKS_SEED'] ?? 20);
const count = Number(process.env['BERNOULLI_NETWORKS'] ?? 12);

it.each(Array.from({ length: count }, (_, i) => i))('network %i', { timeout: 120_000 }, async (index) => {
  // One in three takes sequences of any length.
  const network = randomNetwork(new Random(seed, index), index % 3 === 2);
  expect(await judgeNetwork(network, backends), network.text).toEqual([]);
});

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s own checker'), () => {
  it(`accepts all ${count}, with strict shape inference`, { timeout: 300_000 }, async () => {
    const files: Record<string, Uint8Array> = {};
    for (let index = 0; index < count; index++) {
      const { net } = randomNetwork(new Random(seed, index));
      net.compile({ seed: 3, backend: cpu() });
      files[`network-${index}`] = await exportOnnx(net);
      await net.dispose();
    }
    expect(accepted(files)).toBe(count);
  });
});
