/** What a user writes on the first day, in the packed packages: reads, trains, draws, exports. */
import {
  Activation,
  BernoulliError,
  decodeSafetensors,
  Dense,
  Dropout,
  encodeSafetensors,
  modelToFiles,
  sequential,
} from '@bernoulli/api';
import { opNames } from '@bernoulli/api/ir';
import { bernoulli, key } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import { historyChart } from '@bernoulli/charts';
import { fromKeras, readCsv, readNpy, readNpz, writeNpy } from '@bernoulli/data';

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
const table = await readCsv('a,b,c\n1,2,no\n3,4,yes\n', { target: 'c', classes: true });
const classes: Int32Array = table.y;
if ((await readNpy(writeNpy(table.x))).shape[1] !== 2 || classes[1] !== 1) throw new Error('a table is not read');
const { tensors } = decodeSafetensors((await modelToFiles(model))['model.safetensors']);
await fromKeras(model, encodeSafetensors(tensors));
const refused = await readNpz(bytes).catch((error: unknown) => error);
if (!BernoulliError.is(refused) || refused.code !== 'FORMAT') throw new Error('what is no zip file is read as one');
if (mask.length !== 4 || bytes.length === 0 || opNames.length === 0)
  throw new Error('the packages do not work together');
console.log('a packed Bernoulli reads, trains, draws and exports');
