/** Weights of Keras's recurrent layers, which it keeps in cells, and of layers in layers, which it names after what they hold. */
import {
  Bidirectional,
  Dense,
  encodeSafetensors,
  GRU,
  LSTM,
  LSTMCell,
  RNN,
  sequential,
  TimeDistributed,
  type Model,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { fromKeras } from '@bernoulli/data';
import { expect, it } from 'vitest';
import { full } from './small-models.ts';

function model(): Model {
  const net = sequential(
    [
      new Bidirectional({ layer: new GRU({ units: 2, returnSequences: true }) }),
      new TimeDistributed({ layer: new Dense({ units: 3, name: 'mine' }) }),
      new RNN({ cell: new LSTMCell({ units: 2 }), returnSequences: true }),
      new LSTM({ units: 1 }),
    ],
    { name: 'net' },
  );
  net.compile({ seed: 1, backend: cpu() });
  net.buildFor([4, 3]);
  return net;
}

/** As `[w.path for w in model.weights]` has them in Keras, and where they are here. */
const weights: readonly [keras: string, here: string, shape: number[]][] = [
  ...['forward', 'backward'].flatMap((way): [string, string, number[]][] => [
    [`${way}_gru/gru_cell/kernel`, `${way}Layer/kernel`, [3, 6]],
    [`${way}_gru/gru_cell/recurrent_kernel`, `${way}Layer/recurrentKernel`, [2, 6]],
    [`${way}_gru/gru_cell/bias`, `${way}Layer/bias`, [2, 6]],
  ]),
].map(([keras, here, shape]): [string, string, number[]] => [
  `bidirectional/${keras}`,
  `net/bidirectional/${here}`,
  shape,
]);
const others: typeof weights = [
  ['time_distributed/mine/kernel', 'net/timeDistributed/layer/kernel', [4, 3]],
  ['time_distributed/mine/bias', 'net/timeDistributed/layer/bias', [3]],
  ['rnn/lstm_cell/kernel', 'net/rnn/cell/kernel', [3, 8]],
  ['rnn/lstm_cell/recurrent_kernel', 'net/rnn/cell/recurrentKernel', [2, 8]],
  ['rnn/lstm_cell/bias', 'net/rnn/cell/bias', [8]],
  ['lstm/lstm_cell/kernel', 'net/lstm/kernel', [2, 4]],
  ['lstm/lstm_cell/recurrent_kernel', 'net/lstm/recurrentKernel', [1, 4]],
  ['lstm/lstm_cell/bias', 'net/lstm/bias', [4]],
];
const all = [...weights, ...others];

it.each([
  { way: 'by name', nameOf: (keras: string) => `net/${keras}` },
  { way: 'by name, without the model', nameOf: (keras: string) => keras },
  { way: 'in order', nameOf: (_: string, i: number) => `arr_${i}` },
])('are set $way', async ({ nameOf }) => {
  const net = model();
  const file = Object.fromEntries(all.map(([keras, , shape], i) => [nameOf(keras, i), full(shape, i + 1)]));
  await fromKeras(net, encodeSafetensors(file));
  const set = await net.getWeights();
  expect(Object.fromEntries(Object.entries(set).map(([path, { data }]) => [path, data[0]]))).toEqual(
    Object.fromEntries(all.map(([, here], i) => [here, i + 1])),
  );
  const list = await net.getWeights({ as: 'list' });
  expect(list.map(({ data }) => data[0])).toEqual(all.map((_, i) => i + 1));
});
