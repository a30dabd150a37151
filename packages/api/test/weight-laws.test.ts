/** A layer of one's own says the laws of its weights by name, as with Keras, or as things; they are the same. */
import { Dense, L2, Layer, MaxNorm, Ones, sequential, type Sequential, type Tensor } from '@bernoulli/api';
import { expect, it } from 'vitest';
import type { ParameterConfig } from '../src/tracing/module.ts';
import { rounded } from './nets.ts';

const backend = rounded();
const x = [
  [1, 2],
  [-1, 0.5],
  [0.3, -2],
];
const y = [[3], [1], [-2]];

type Laws = Pick<ParameterConfig, 'initializer' | 'regularizer' | 'constraint'>;

class Scale extends Layer {
  readonly className = 'Scale';
  readonly #laws: Laws;

  constructor(laws: Laws) {
    super();
    this.#laws = laws;
  }

  getConfig(): Record<string, unknown> {
    return {};
  }

  override build(): void {
    this.addWeight({ name: 'factor', shape: [2], ...this.#laws });
  }

  call(value: Tensor): Tensor {
    return value.mul(this.weight('factor', value));
  }
}

function net(laws: Laws): Sequential {
  const model = sequential([new Scale(laws), new Dense({ units: 1 })]);
  model.compile({ optimizer: 'sgd', loss: 'mse', seed: 1, backend });
  return model;
}

it('names stand for the things of their names', async () => {
  const named = net({ initializer: 'ones', regularizer: 'l2', constraint: 'maxNorm' });
  const made = net({ initializer: new Ones(), regularizer: new L2(), constraint: new MaxNorm() });
  const stored = net({
    initializer: { className: 'Ones' },
    regularizer: { className: 'L2', config: { l2: 0.01 } },
    constraint: { className: 'MaxNorm' },
  });
  const options = { epochs: 3, verbose: 0 } as const;
  const { history } = await made.fit(x, y, options);
  for (const model of [named, stored]) {
    expect((await model.fit(x, y, options)).history).toEqual(history);
    expect(await model.getWeights()).toEqual(await made.getWeights());
  }
  const plain = net({ initializer: 'ones' });
  expect((await plain.fit(x, y, options)).history['loss']![0]).toBeLessThan(history['loss']![0]!);
});

it.each([
  { initializer: 'glorotUnifrom' as never },
  { initializer: 'ones', regularizer: 'l3' as never },
  { initializer: 'ones', constraint: 'maxnrom' as never },
] satisfies Laws[])('%j is refused where the model is built, with its place', (laws) => {
  expect(() => net(laws).buildFor([2])).toThrow(
    /at sequential\/scale\/factor.*Did you mean (glorotUniform|l[12]|maxNorm)\?/,
  );
});
