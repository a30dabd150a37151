/** What a user writes on the first day, in the packed packages: trains, draws, exports. */
import { Activation, Dense, Dropout, sequential } from '@bernoulli/api';
import { opNames } from '@bernoulli/api/ir';
import { bernoulli, key } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import { historyChart } from '@bernoulli/charts';

const xs: number[][] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ys: number[][] = [[0], [1], [1], [0]];
const model = sequential([
  new Dense({ units: 8 }),
  new Activation({ activation: 'relu' }),
  new Dropout({ rate: 0.5 }),
  new Dense({ units: 1, activation: 'sigmoid' }),
]);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', seed: 7, backend: cpu() });
const history = await model.fit(xs, ys, { epochs: 2, batchSize: 2, callbacks: [] });
if (historyChart(history) !== (await history.toSvg())) throw new Error('a history is not drawn by the package');
const mask: Uint8Array = bernoulli(key(7), 0.5, [4]);
const bytes: Uint8Array = await exportOnnx(model);
if (mask.length !== 4 || bytes.length === 0 || opNames.length === 0)
  throw new Error('the packages do not work together');
console.log('a packed Bernoulli trains, draws and exports');
