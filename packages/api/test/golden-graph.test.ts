/** The graphs of a small network as they are printed, so that a change which moves them is seen and looked at. */
import { BATCH, Dense, Dropout, SGD, sequential, type Sequential } from '@bernoulli/api';
import { print, type Graph, type OpName } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { losses } from '../src/losses/index.ts';
import { compiledObjective } from '../src/programs/objective.ts';
import { exportProgram } from '../src/programs/predict.ts';
import { momentsProgram } from '../src/programs/sample.ts';
import { trainProgram } from '../src/programs/train.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';

const net = (rate = 0.5): Sequential =>
  sequential(
    [
      new Dense({ units: 3, activation: 'relu' }),
      new Dropout({ rate }),
      new Dense({ units: 2, activation: 'softmax' }),
    ],
    { name: 'net' },
  );

function trainGraph(model = net()): Graph {
  const inputs = [{ dtype: 'f32', shape: [8, 4] }] as const;
  const loss = new losses.SparseCategoricalCrossentropy();
  const traceable = { model, paths: modulePaths(model, 'net') };
  return trainProgram(traceable, {
    step: '',
    objective: compiledObjective(traceable, inputs, [{ output: null, loss, weight: 1, metrics: [] }], new Map()),
    optimizer: new SGD({ learningRate: 0.1 }),
    moves: () => true,
    quick: true,
  }).graph;
}

function inferGraph(model = net()): Graph {
  return exportProgram({ model, paths: modulePaths(model, 'net') }, [{ dtype: 'f32', shape: [4] }], 0).graph;
}

const count = ({ nodes }: Graph, op: OpName): number => nodes.filter((node) => node.op === op).length;

describe('the training step of Dense 4-3, dropout, Dense 3-2', () => {
  it('is this graph', async () => {
    await expect(`${print(trainGraph())}\n`).toMatchFileSnapshot('golden/train-step.txt');
  });

  it('draws once, and multiplies six matrices less the gradient of the data', () => {
    const graph = trainGraph();
    expect(count(graph, 'uniform')).toBe(1);
    // Two forward; by each kernel, two; by the hidden layer, one. Nobody asks for the gradient of the input.
    expect(count(graph, 'matMul')).toBe(5);
  });

  it('has the logarithm of the softmax in its stable form', () => {
    const graph = trainGraph();
    expect(count(graph, 'logSoftmax')).toBe(1);
    const logs = graph.nodes.filter(({ op }) => op === 'log');
    expect(logs.filter(({ inputs }) => graph.nodes[inputs[0]!]!.op === 'softmax')).toEqual([]);
  });

  it('carries every weight, and replaces it only if all is finite', () => {
    const graph = trainGraph();
    const carried = graph.state.map(({ name, next }) => [name, next !== null]);
    expect(carried).toEqual(
      ['net/dense/kernel', 'net/dense/bias', 'net/dense1/kernel', 'net/dense1/bias'].map((name) => [name, true]),
    );
    expect(graph.commit).toBe(graph.outputs.find(({ name }) => name === 'finite')!.node);
  });

  it('is the same graph when it is traced again', () => expect(print(trainGraph())).toBe(print(trainGraph())));

  it('needs no more nodes than it did', () => expect(trainGraph().nodes.length).toBeLessThanOrEqual(TRAIN_NODES));
});

describe('the inference graph', () => {
  it('is this graph', async () => {
    await expect(`${print(inferGraph())}\n`).toMatchFileSnapshot('golden/inference.txt');
  });

  it('holds no dropout: it is the graph of the net at any rate', () => {
    expect(count(inferGraph(), 'uniform')).toBe(0);
    expect(count(inferGraph(), 'select')).toBe(0);
    expect(print(inferGraph(net(0.9)))).toBe(print(inferGraph(net(0))));
  });

  it('is open in its batch', () => expect(inferGraph().nodes.some(({ shape }) => shape[0] === BATCH)).toBe(true));
});

it('Monte-Carlo sampling draws, and updates nothing', () => {
  const model = net();
  const { graph } = momentsProgram({ model, paths: modulePaths(model, 'net') }, [{ dtype: 'f32', shape: [8, 4] }], 5);
  expect(count(graph, 'uniform')).toBe(1);
  expect(graph.state.every(({ next }) => next === null)).toBe(true);
});

/** Lower it when a simplification helps; raise it only with a reason: 11 ask for the size of gradients and of the rate. */
const TRAIN_NODES = 85;
