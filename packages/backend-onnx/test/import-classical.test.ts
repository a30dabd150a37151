/** Classical models of `ai.onnx.ml`: what runtimes do not agree on is refused by name, and the rest of the node is still given. */
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx, type UnsupportedOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type Attributes, type NodeProto } from '../src/proto/messages.ts';

const ML = 'ai.onnx.ml';

function fileOf(nodes: readonly NodeProto[], outputs: readonly string[], rows: number | string = 'rows'): Uint8Array {
  const x = { name: 'x', dataType: DataType.FLOAT, shape: [rows, 2] };
  return encodeModel({
    irVersion: 8,
    opsetImports: [
      { domain: '', version: 15 },
      { domain: ML, version: 3 },
    ],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'g',
      nodes,
      initializers: [],
      inputs: [x],
      outputs: outputs.map((name) => ({ name, dataType: DataType.FLOAT })),
    },
  });
}

async function whyNot(nodes: readonly NodeProto[], output: string): Promise<string | undefined> {
  const error = await importOnnx(fileOf(nodes, [output], 1)).then(
    () => undefined,
    (reason: UnsupportedOnnx) => reason,
  );
  return error?.nodes.map(({ why }) => why).join();
}

async function run(nodes: readonly NodeProto[], output: string, x: number[][]): Promise<number[]> {
  const model = await importOnnx(fileOf(nodes, [output]));
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const y = await model.predict(x);
  return [...('data' in y ? (y.data as Float32Array) : [])];
}

const machine = (classes: number, more: Attributes = {}): NodeProto => {
  const pairs = (classes * (classes - 1)) / 2;
  return {
    opType: 'SVMClassifier',
    domain: ML,
    inputs: ['x'],
    outputs: ['label', 'scores'],
    attributes: {
      kernel_type: { string: 'LINEAR' },
      kernel_params: { floats: [0, 0, 0] },
      vectors_per_class: { ints: Array(classes).fill(1) },
      support_vectors: { floats: Array.from({ length: classes * 2 }, (_, i) => (i % 3) - 1) },
      coefficients: { floats: Array.from({ length: classes * (classes - 1) }, (_, i) => (i % 2 ? -0.5 : 1)) },
      rho: { floats: Array(pairs).fill(0.25) },
      classlabels_ints: { ints: Array.from({ length: classes }, (_, i) => 10 + i) },
      ...more,
    },
  };
};
const probabilities = (pairs: number): Attributes => ({
  prob_a: { floats: Array(pairs).fill(-1) },
  prob_b: { floats: Array(pairs).fill(0) },
});

describe('SVMClassifier', () => {
  it('of two classes has a score of each, and the label by the sign', async () => {
    // x · (−1, 0) − ½ x · (1, −1) + ¼
    const x = [
      [1, 0],
      [-1, 1],
    ];
    expect(await run([machine(2)], 'scores', x)).toEqual([1.25, -1.25, -2.25, 2.25]);
    expect(await run([machine(2)], 'label', x)).toEqual([11, 10]);
  });

  it('of more has what each pair says, and the label by votes, also with probabilities', async () => {
    const scores = await run([machine(3)], 'scores', [[1, 2]]);
    const votes = [0, 0, 0];
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    pairs.forEach(([i, j], k) => votes[scores[k]! > 0 ? i : j]!++);
    const label = [10 + votes.indexOf(Math.max(...votes))];
    expect(await run([machine(3)], 'label', [[1, 2]])).toEqual(label);
    expect(await run([machine(3, probabilities(3))], 'label', [[1, 2]])).toEqual(label);
  });

  const none = { vectors_per_class: { ints: [] } };
  it.each<[string, string, NodeProto]>([
    ['the probabilities of more than two classes', 'scores', machine(3, probabilities(3))],
    ['one score of two classes, and SOFTMAX', 'scores', machine(2, { post_transform: { string: 'SOFTMAX' } })],
    ['the label where no coefficient is below 0', 'label', machine(2, { coefficients: { floats: [1, 2] } })],
    [
      'a label that runtimes do not agree on',
      'label',
      machine(2, { ...none, coefficients: { floats: [1, -2, 3, 4] } }),
    ],
    [
      'labels that are texts',
      'label',
      machine(2, { classlabels_ints: { ints: [] }, classlabels_strings: { strings: ['a', 'b'] } }),
    ],
    ['2 vectors, 2 coefficients and 3 rho', 'label', machine(2, { rho: { floats: [1, 2, 3] } })],
    ['vectors of 2 classes for 3 labels', 'label', machine(2, { classlabels_ints: { ints: [1, 2, 3] } })],
    ['1 prob_a of 0 prob_b', 'scores', machine(2, { prob_a: { floats: [1] } })],
    ['one class', 'label', machine(2, { classlabels_ints: { ints: [1] } })],
  ])('is refused for %s', async (why, output, node) => {
    expect(await whyNot([node], output)).toContain(why);
  });
});

describe('Normalizer', () => {
  const most: NodeProto = {
    opType: 'Normalizer',
    domain: ML,
    inputs: ['z'],
    outputs: ['y'],
    attributes: { norm: { string: 'MAX' } },
  };
  const made = (opType: string): NodeProto => ({ opType, inputs: ['x'], outputs: ['z'] });

  it('divides by the largest, where no number can be below 0', async () => {
    for (const op of ['Abs', 'Relu', 'Sigmoid', 'Softmax', 'Exp']) {
      const [a, b] = await run([made(op), most], 'y', [[1, -4]]);
      expect(Math.max(a!, b!)).toBe(1);
    }
    expect(
      await run([made('Abs'), most], 'y', [
        [1, -4],
        [0, 0],
      ]),
    ).toEqual([0.25, 1, 0, 0]);
  });

  it('is refused where one can', async () => {
    for (const op of ['Neg', 'Tanh', 'Identity'])
      expect(await whyNot([made(op), most], 'y')).toBe('norm = MAX of numbers that may be below 0');
  });
});

describe('TreeEnsembleClassifier of two classes with a score each', () => {
  const tree = (weights: number[], labels: number[]): NodeProto => ({
    opType: 'TreeEnsembleClassifier',
    domain: ML,
    inputs: ['x'],
    outputs: ['label', 'scores'],
    attributes: {
      classlabels_int64s: { ints: labels },
      nodes_treeids: { ints: [0, 0, 0] },
      nodes_nodeids: { ints: [0, 1, 2] },
      nodes_featureids: { ints: [0, 0, 0] },
      nodes_values: { floats: [0.5, 0, 0] },
      nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
      nodes_truenodeids: { ints: [1, 0, 0] },
      nodes_falsenodeids: { ints: [2, 0, 0] },
      class_treeids: { ints: [0, 0, 0, 0] },
      class_nodeids: { ints: [1, 1, 2, 2] },
      class_ids: { ints: [0, 1, 0, 1] },
      class_weights: { floats: weights },
    },
  });

  it('has its label where one is the opposite of the other', async () => {
    expect(
      await run([tree([0.5, -0.5, -2, 2], [0, 1])], 'label', [
        [0, 0],
        [1, 0],
      ]),
    ).toEqual([0, 1]);
  });

  it('is refused for its label elsewhere, and has its scores', async () => {
    const why = 'the label of two classes with a score each';
    expect(await whyNot([tree([0.5, 0.5, 0.2, 0.8], [0, 1])], 'label')).toContain(why);
    expect(await whyNot([tree([0.5, -0.5, -2, 2], [3, 5])], 'label')).toContain(why);
    expect(await run([tree([0.5, 0.5, 0.25, 0.75], [0, 1])], 'scores', [[1, 0]])).toEqual([0.25, 0.75]);
  });
});
