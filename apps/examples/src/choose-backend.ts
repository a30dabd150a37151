/** Three ways to say where a model runs; the model is the same, and so are its weights and masks. */
import { Dense, findBackend, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';

// 1. A value. Bundlers see the import, and options are the backend's own.
const explicit = cpu({ simd: true });

// 2. What is installed: the first of onnx, cpu and tfjs, or the one that the environment variable BERNOULLI_BACKEND names.
const installed = await findBackend();

// 3. By name.
const named = await findBackend('tfjs');

console.log('The same prediction, from weights that each backend draws of seed 1:');
for (const backend of [explicit, installed, named]) {
  const model = sequential([new Dense({ units: 1 })]);
  model.compile({ seed: 1, backend });
  const { data } = await model.predict([[1, 2, 3]]);
  console.log(`  ${backend.name.padEnd(6)} ${data[0]}`);
  await model.dispose();
}
