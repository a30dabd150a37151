/** Training steps of networks of more than dense layers, as a user of the library writes them. */
import {
  Add,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  GlobalAveragePooling1D,
  input,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  model,
  MultiHeadAttention,
  type Backend,
  type Functional,
  type Tensor,
} from '@bernoulli/api';
import { madeUp, type Architecture } from '../architectures.ts';
import type { Ready } from '../process/timing.ts';

const hidden: { readonly [N in Architecture['network']]: (x: Tensor) => Tensor } = {
  cnn(x) {
    const conv = (filters: number) => new Conv2D({ filters, kernelSize: 3, activation: 'relu' });
    const pooled = new MaxPooling2D().apply(conv(64).apply(conv(32).apply(x)));
    return new Dropout({ rate: 0.5 }).apply(
      new Dense({ units: 128, activation: 'relu' }).apply(new Flatten().apply(pooled)),
    );
  },
  lstm: (x) => new Dropout({ rate: 0.5 }).apply(new LSTM({ units: 64 }).apply(x)),
  attention(x) {
    const width = x.shape.at(-1)!;
    const behind = (y: Tensor, of: Tensor): Tensor =>
      new LayerNormalization().apply(new Add().apply(y, new Dropout({ rate: 0.1 }).apply(of)));
    const looked = new MultiHeadAttention({ numHeads: 8, keyDim: width / 8, dropout: 0.1 }).apply(x);
    const first = behind(x, looked);
    const wide = new Dense({ units: 4 * width, activation: 'relu' }).apply(first);
    return new GlobalAveragePooling1D().apply(behind(first, new Dense({ units: width }).apply(wide)));
  },
};

/** The architecture as a model of ours, compiled for training. */
export function ourArchitecture({ network, shape, classes }: Architecture, backend: Backend): Functional<Tensor> {
  const x = input({ shape });
  const net = model(x, new Dense({ units: classes, activation: 'softmax' }).apply(hidden[network](x)));
  net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 1, backend });
  return net;
}

export async function trainsArchitecture(
  architecture: Architecture,
  backend: Backend,
): Promise<Pick<Ready, 'units' | 'pass'>> {
  const net = ourArchitecture(architecture, backend);
  const { shape, batchSize, steps } = architecture;
  const { x, y } = madeUp(architecture, steps);
  const data = { data: x, shape: [y.length, ...shape] };
  return { units: steps, pass: () => net.fit(data, y, { epochs: 1, batchSize, verbose: 0 }) };
}
