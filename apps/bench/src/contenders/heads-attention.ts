/** Attention with several heads as a layer for TF.js layers, which comes without one: projections are dense layers around it. */
import { dropout, matMul, mul, reshape, softmax, tidy, transpose, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Takes queries, keys and values, `[batch, tokens, width]` each; gives what the heads saw, side by side. */
export class HeadsAttention extends layers.Layer {
  static className = 'HeadsAttention';
  readonly #heads: number;
  readonly #rate: number;

  constructor(heads: number, rate: number) {
    super({});
    this.#heads = heads;
    this.#rate = rate;
  }

  override computeOutputShape(shapes: unknown): (number | null)[] {
    return (shapes as (number | null)[][])[0]!;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: { training?: boolean }): Tensor {
    return tidy(() => {
      const [query, key, value] = (inputs as Tensor[]).map((x) => this.#split(x));
      const size = query!.shape[3]!;
      const shares = softmax(matMul(mul(query!, size ** -0.5), key!, false, true));
      const seen = matMul(training ? dropout(shares, this.#rate) : shares, value!);
      return reshape(transpose(seen, [0, 2, 1, 3]), (inputs as Tensor[])[0]!.shape);
    });
  }

  #split(x: Tensor): Tensor {
    const [batch, tokens, width] = x.shape as [number, number, number];
    return transpose(reshape(x, [batch, tokens, this.#heads, width / this.#heads]), [0, 2, 1, 3]);
  }
}
