/** Sound ONNX files that the hostile ones are made of: of ours, of others, and of single operators. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as api from '@bernoulli/api';
import { exportOnnx } from '@bernoulli/backend-onnx';
import type { Sample } from './corpus.ts';
import { operatorCases } from '../onnx/operator-cases.ts';
import { operatorFile } from '../onnx/operator-file.ts';
import { MODEL } from './mutate-onnx.ts';

const fixtures = fileURLToPath(new URL('../onnx/fixtures', import.meta.url));

export async function onnxCorpus(): Promise<readonly Sample[]> {
  const models: [api.Model, api.RowLike][] = [
    [
      api.sequential([
        new api.Dense({ units: 4, activation: 'relu' }),
        new api.Dense({ units: 2, activation: 'softmax' }),
      ]),
      [3],
    ],
    [
      api.sequential([new api.Conv2D({ filters: 2, kernelSize: 3 }), new api.MaxPooling2D({}), new api.Flatten()]),
      [6, 6, 1],
    ],
    [api.sequential([new api.LSTM({ units: 3 }), new api.LayerNormalization()]), [4, 2]],
    [
      api.sequential([new api.Embedding({ inputDim: 7, outputDim: 4 }), new api.GlobalAveragePooling1D()]),
      { dtype: 'i32', shape: [5] },
    ],
  ];
  const own = models.map(async ([model, row]) => {
    model.compile({ seed: 1 });
    model.buildFor(row);
    return exportOnnx(model);
  });
  const others = readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFileSync(`${fixtures}/${name}/${MODEL}`));
  const single = Object.values(operatorCases()).map((of) => operatorFile(of));
  return [...(await Promise.all(own)), ...others, ...single].map((bytes) => ({
    files: { [MODEL]: new Uint8Array(bytes) },
    ownClass: false,
  }));
}
