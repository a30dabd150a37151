import { GraphBuilder, type Graph, type Ref } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import {
  activations,
  dropout,
  sharedDropout,
  sharedMask,
  trainingStep,
  type MaskedNetwork,
} from '../../test/masked-network.ts';
import { planCompaction } from './plan.ts';

/** The masks of each compacted product by their sites, as `m k n`; `-` for an axis that stays whole. */
function show(graph: Graph): string[] {
  const site = (mask: number | null): string => (mask === null ? '-' : graph.nodes[mask]!.site!);
  return [...planCompaction(graph)].map(([id, { m, k, n }]) => {
    const node = graph.nodes[id]!;
    if (node.op !== 'matMul') throw new Error('not a product');
    const { transposeA, transposeB } = node.attrs;
    return `${node.site} a${transposeA ? 'ᵀ' : ''}b${transposeB ? 'ᵀ' : ''}: ${site(m)} ${site(k)} ${site(n)}`;
  });
}

const one: MaskedNetwork = {
  batch: 128,
  widths: [128, 128, 128],
  activation: activations.relu,
  mask: sharedDropout(),
};
const two: MaskedNetwork = { ...one, widths: [128, 128, 128, 128] };

const ofOne = [
  'dense1 ab: - - drop1',
  'dense2 ab: - drop1 -',
  'dense2 abᵀ: - - drop1',
  'dense2 aᵀb: drop1 - -',
  'dense1 aᵀb: - - drop1',
];
const ofTwo = [
  'dense1 ab: - - drop1',
  'dense2 ab: - drop1 drop2',
  'dense3 ab: - drop2 -',
  'dense3 abᵀ: - - drop2',
  'dense3 aᵀb: drop2 - -',
  'dense2 abᵀ: - drop2 drop1',
  'dense2 aᵀb: drop1 - drop2',
  'dense1 aᵀb: - - drop1',
];

describe('planCompaction', () => {
  it.each(Object.entries(activations))('compacts every product around masked layers of %s', (_, activation) => {
    expect(show(trainingStep({ ...one, activation }))).toEqual(ofOne);
    expect(show(trainingStep({ ...two, activation }))).toEqual(ofTwo);
  });

  it('knows masks as numbers, per-unit rates and masks handed in', () => {
    const asNumbers: MaskedNetwork['mask'] = (b, x, layer) =>
      b.mul(x, b.mul(b.cast(sharedMask(b, 128, layer), 'f32'), 2));
    expect(show(trainingStep({ ...two, mask: asNumbers }))).toEqual(ofTwo);

    const perUnit: MaskedNetwork['mask'] = (b, x, layer) => {
      const keep = Float32Array.from({ length: 128 }, (_, j) => (j + 1) / 128);
      const mask = sharedMask(b, 128, layer, b.constant(keep));
      return b.select(mask, b.mul(x, b.constant(keep.map((p) => 1 / p))), 0);
    };
    expect(show(trainingStep({ ...two, mask: perUnit }))).toEqual(ofTwo);

    const given: MaskedNetwork['mask'] = (b, x, layer) => {
      b.site = `drop${layer}`;
      return dropout(b, x, b.input(`mask${layer}`, 'bool', [128]));
    };
    expect(show(trainingStep({ ...two, mask: given }))).toEqual(ofTwo);
  });

  it('compacts the products of sequences, whose rows are all positions', () => {
    const b = new GraphBuilder();
    const h = b.matMul(b.input('x', 'f32', [4, 32, 128]), b.input('w', 'f32', [128, 128]));
    const mask = b.reshape(sharedMask(b, 128, 1), [1, 1, 128]);
    b.site = 'dense2';
    const y = b.matMul(dropout(b, h, mask), b.input('w2', 'f32', [128, 128]));
    expect(show(b.build({ outputs: { y } }))).toEqual(['undefined ab: - - drop1', 'dense2 ab: - drop1 -']);
  });

  it('drops whole rows under a mask of one column', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [128, 128]);
    b.site = 'drop1';
    const mask = b.less(b.uniform(b.input('key', 'i32', [2]), [128, 1]), 0.8);
    b.site = 'dense';
    const branch = b.matMul(
      b.maximum(b.matMul(x, b.input('w', 'f32', [128, 128])), 0),
      b.input('v', 'f32', [128, 128]),
    );
    const y = b.add(x, dropout(b, branch, mask));
    expect(show(b.build({ outputs: { y } }))).toEqual(['dense ab: drop1 - -', 'dense ab: drop1 - -']);
  });

  it('leaves a product whole that somebody else sees', () => {
    const forward = (graph: Graph): string[] => show(graph).filter((line) => line.startsWith('dense1 ab'));
    expect(forward(trainingStep(one))).toHaveLength(1);
    const shown = trainingStep({ ...one, outputs: (_, [h]) => ({ h: h! }) });
    const penalised = trainingStep({ ...one, penalty: (b, [h]) => b.reduceSum(b.abs(h!)) });
    const averaged = trainingStep({ ...one, outputs: (b, [h]) => ({ mean: b.reduceSum(h!, [0]) }) });
    for (const graph of [shown, penalised, averaged]) expect(forward(graph)).toEqual([]);
    // What is zero stays zero, whoever looks.
    expect(show(shown)).toEqual(ofOne.slice(1));
    // The penalty's gradient reaches the weights of dropped units too.
    expect(show(penalised)).toEqual(ofOne.slice(1, -1));
  });

  it('does not care who sees the masked value, which is what it was', () => {
    expect(show(trainingStep({ ...one, outputs: (_, __, [y]) => ({ y: y! }) }))).toEqual(ofOne);
    expect(show(trainingStep({ ...one, penalty: (b, _, [y]) => b.reduceSum(b.abs(y!)) }))).toEqual(ofOne);
  });

  it('compacts only inside the branches of a residual network', () => {
    const residual = trainingStep({ ...two, join: (b, masked, below) => b.add(masked, below) });
    expect(show(residual)).toEqual([
      'dense1 ab: - - drop1',
      'dense2 ab: - - drop2',
      // Back to the first layer, the sum of both ways is masked.
      'dense2 abᵀ: - drop2 drop1',
      'dense2 aᵀb: - - drop2',
      'dense1 aᵀb: - - drop1',
    ]);
  });

  it('sees zero gradients through a normalisation over the batch', () => {
    const normalise = (b: GraphBuilder, x: Ref): Ref => {
      const centred = b.sub(x, b.mul(b.reduceSum(x, [0], true), 1 / 128));
      const variance = b.mul(b.reduceSum(b.mul(centred, centred), [0], true), 1 / 128);
      return b.mul(centred, b.pow(b.add(variance, 1e-3), -0.5));
    };
    const lines = show(trainingStep({ ...one, activation: (b, x) => b.tanh(normalise(b, x)) }));
    // pow may overflow, so the forward product stays whole; what comes back is zero where the unit is dropped.
    expect(lines).toEqual(ofOne.slice(1));
  });

  it('leaves alone what a mask for each row, a small mask or little work gains nothing on', () => {
    const own: MaskedNetwork['mask'] = (b, x, layer) =>
      dropout(b, x, b.less(b.uniform(b.input(`key${layer}`, 'i32', [2]), x.shape), 0.5));
    expect(show(trainingStep({ ...two, mask: own }))).toEqual([]);
    expect(show(trainingStep({ ...two, mask: (_, x) => x }))).toEqual([]);
    expect(show(trainingStep({ ...two, widths: [128, 32, 32, 128] }))).toEqual([]);
    expect(show(trainingStep({ ...two, batch: 8 }))).toEqual([]);
  });

  it('does not compact by a mask that products decide', () => {
    const b = new GraphBuilder();
    const [x, w] = [b.input('x', 'f32', [128, 128]), b.input('w', 'f32', [128, 128])];
    const h = b.matMul(x, w);
    const mask = b.greater(b.reduceSum(h, [0]), 0);
    const y = b.matMul(b.select(mask, h, 0), w);
    expect(show(b.build({ outputs: { y } }))).toEqual([]);
  });

  it('takes no part in what divides by the product or looks at it through exp', () => {
    const seen = (f: (b: GraphBuilder, h: Ref, kept: Ref) => Ref): string[] => {
      const b = new GraphBuilder();
      const h = b.matMul(b.input('x', 'f32', [128, 128]), b.input('w', 'f32', [128, 128]));
      const kept = b.cast(sharedMask(b, 128, 1), 'f32');
      return show(b.build({ outputs: { y: f(b, h, kept) } }));
    };
    expect(seen((b, h, kept) => b.mul(h, kept))).toHaveLength(1);
    expect(seen((b, h, kept) => b.mul(b.exp(b.minimum(h, 0)), kept))).toHaveLength(1);
    expect(seen((b, h, kept) => b.mul(b.exp(h), kept))).toEqual([]);
    expect(seen((b, h, kept) => b.mul(b.div(1, h), kept))).toEqual([]);
    expect(seen((b, h, kept) => b.select(b.greater(kept, 0.5), b.exp(h), 0))).toHaveLength(1);
  });
});
