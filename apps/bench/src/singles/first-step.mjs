/**
 * The program of a cold process that takes one training step: `node first-step.mjs cpu|onnx`. Plain JavaScript on the built
 * packages, as a user's would be. Prints the milliseconds from the start of the process to the end of the step.
 */
import { Dense, Dropout, sequential } from '@bernoulli/api';

const name = process.argv[2];
const { createBackend } = await import(`@bernoulli/backend-${name}`);
const model = sequential([
  new Dense({ units: 64, activation: 'relu' }),
  new Dropout({ rate: 0.5 }),
  new Dense({ units: 10, activation: 'softmax' }),
]);
model.compile({
  optimizer: 'adam',
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  seed: 1,
  backend: await createBackend(),
});
const rows = 32;
const x = { data: new Float32Array(rows * 784).fill(0.5), shape: [rows, 784] };
await model.fit(x, new Int32Array(rows), { epochs: 1, batchSize: rows, verbose: 0 });
console.log(performance.now());
process.exit();
