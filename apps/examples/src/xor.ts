/** XOR in 15 lines: the smallest problem that needs a hidden layer. */
import { Adam, Dense, sequential } from '@bernoulli/api';

// prettier-ignore
const x = [[0, 0], [0, 1], [1, 0], [1, 1]];
const y = [[0], [1], [1], [0]];

const model = sequential([new Dense({ units: 8, activation: 'tanh' }), new Dense({ units: 1, activation: 'sigmoid' })]);
model.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: 'binaryCrossentropy', seed: 1 });
await model.fit(x, y, { epochs: 200, verbose: 0 });
const { data } = await model.predict(x);
x.forEach(([a, b], i) => console.log(`${a} xor ${b} = ${data[i]!.toFixed(3)}`));
await model.dispose();
