/** What a recurrent layer costs to trace and compile does not depend on the number of steps, nor does what a step does. */
import { Dense, LSTM, sequential } from '@bernoulli/api';
import { print, type Graph } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';

async function training(steps: number): Promise<Graph> {
  const model = sequential([new LSTM({ units: 4 }), new Dense({ units: 2 })], { name: 'net' });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
  model.buildFor([steps, 3]);
  return (await model.program('training', { batchSize: 2 })).graph;
}

/** The bodies of a graph's loops, as text. */
const bodies = ({ nodes }: Graph): string[] =>
  nodes.flatMap((node) => (node.op === 'scan' ? [print(node.attrs.body)] : []));

it('500 steps of training are as many nodes as 50, with the same bodies', async () => {
  const [short, long] = [await training(50), await training(500)];
  expect(long.nodes.map(({ op }) => op)).toEqual(short.nodes.map(({ op }) => op));
  expect(bodies(short).length).toBeGreaterThan(1);
  expect(bodies(long)).toEqual(bodies(short));
  // One product forwards and one for the gradient of the state: those of the weights are taken of all steps at once.
  const distinct = [...new Set(bodies(long))];
  expect(distinct.map((body) => body.split('matMul').length - 1)).toEqual([1, 1]);
});
