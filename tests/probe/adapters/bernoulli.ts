/** Our own dropout on each backend: two layers of a model, by `model.sample` and `model.predict`. */
import { Dropout, Model, type Tensor, type TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { onnx } from '@bernoulli/backend-onnx';
import { tfjs } from '@bernoulli/backend-tfjs';
import { BernoulliError, type Backend } from '@bernoulli/api/ir';
import type { DrawAnswer, DrawRequest } from '@bernoulli/conformance';
import api from '@bernoulli/api/package.json' with { type: 'json' };
import { sizeOf, type Adapter } from './adapter.ts';

class TwoSites extends Model {
  readonly a: Dropout;
  readonly b: Dropout;
  constructor({ rate, noiseShape }: DrawRequest) {
    super();
    // Rows are as many as the data has.
    const shared = noiseShape?.map((n, axis) => (axis === 0 && n !== 1 ? null : n));
    const config = shared === undefined ? { rate } : { rate, noiseShape: shared };
    this.a = new Dropout(config);
    this.b = new Dropout(config);
  }
  call(x: Tensor): Record<'a' | 'b', Tensor> {
    return { a: this.a.apply(x), b: this.b.apply(x) };
  }
}

function adapterOf(name: string, backend: () => Backend): Adapter {
  return async () => ({
    subject: {
      name: `Bernoulli on ${name}`,
      version: `@bernoulli/api ${api.version}`,
      offers: ['seed', 'site', 'noiseShape'],
    },
    async draw(request): Promise<DrawAnswer> {
      const { shape, training, seed, step, site, value } = request;
      let model: TwoSites;
      try {
        model = new TwoSites(request);
      } catch (error) {
        if (BernoulliError.is(error)) return { refused: error.message };
        throw error;
      }
      model.compile({ seed, backend: backend() });
      const x = { dtype: 'f32', shape, data: new Float32Array(sizeOf(shape)).fill(value) } as const;
      const outputs: Record<string, TensorValue> = training
        ? (await model.sample(x, { samples: 1, keepSamples: true, step })).samples
        : await model.predict(x);
      await model.dispose();
      return { outputs: outputs[site]!.data };
    },
  });
}

export const bernoulli: Readonly<Record<string, Adapter>> = {
  'bernoulli-cpu': adapterOf('cpu()', () => cpu()),
  'bernoulli-tfjs': adapterOf('tfjs()', () => tfjs({ engine: 'wasm' })),
  'bernoulli-onnx': adapterOf('onnx()', () => onnx()),
};
