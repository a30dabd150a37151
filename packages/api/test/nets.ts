/** The networks that the tests train. */
import {
  Dense,
  Dropout,
  Model,
  type Backend,
  type CompileConfig,
  type DropoutConfig,
  type Tensor,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { classes } from './data.ts';

export class SimpleNet extends Model {
  readonly dense1 = new Dense({ units: 8, activation: 'relu' });
  readonly dropout: Dropout;
  readonly dense2 = new Dense({ units: classes, activation: 'softmax' });

  constructor(config: DropoutConfig = { rate: 0.5 }) {
    super();
    this.dropout = new Dropout(config);
  }

  call(x: Tensor): Tensor {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}

export function compiled<M extends Model>(model: M, config: CompileConfig = {}): M {
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 42,
    backend: interpreter(),
    ...config,
  });
  return model;
}

/** The interpreter with its carried state rounded to `f32` after each run, so that a stored state is the whole state. */
export function rounded(): Backend {
  const inner = interpreter();
  return {
    ...inner,
    async compile(graph, options) {
      const executable = await inner.compile(graph, options);
      const run = executable.run.bind(executable);
      executable.run = async (inputs) => {
        const outputs = await run(inputs);
        for (const { name, next } of graph.state)
          if (next !== null) await executable.writeState(name, await executable.readState(name));
        return outputs;
      };
      return executable;
    },
  };
}
