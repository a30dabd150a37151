/** What an exported file that draws says at some steps, on any ONNX Runtime, in numbers that can be compared. */
import { Dense, Dropout, SpatialDropout1D, sequential, type Backend, type Model } from '@bernoulli/api';

/** The parts of ONNX Runtime that all of its packages have. */
type Runtime = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

/** Every output by its name, step by step. */
export type Drawn = readonly Readonly<Record<string, readonly number[]>>[];

export const [SEED, ROWS, STEPS] = [2014, 6, [0, 3, 4_000_000_000]] as const;
const x = Float32Array.from({ length: ROWS * 20 }, (_, i) => Math.sin(i * i + 1));

/** What a file is run on. */
export interface Feeds {
  readonly x: Float32Array;
  readonly shape: readonly number[];
  readonly steps: readonly number[];
}

const usual: Feeds = { x, shape: [ROWS, 5, 4], steps: STEPS };

/** A model with two kinds of dropout, not trained. */
export function noisy(backend: Backend): Model {
  const model = sequential(
    [
      new Dense({ units: 8, activation: 'relu' }),
      new SpatialDropout1D({ rate: 0.3, name: 'spatial' }),
      new Dropout({ rate: 0.5, name: 'drop' }),
      new Dense({ units: 3, activation: 'softmax' }),
    ],
    { name: 'noisy' },
  );
  model.compile({ seed: SEED, backend });
  model.buildFor([5, 4]);
  return model;
}

export async function drawn(
  { InferenceSession, Tensor }: Runtime,
  file: Uint8Array,
  { x, shape, steps }: Feeds = usual,
): Promise<Drawn> {
  const session = await InferenceSession.create(file);
  const told: Record<string, readonly number[]>[] = [];
  for (const step of steps) {
    const all = {
      input: new Tensor('float32', x, shape),
      seed: new Tensor('int64', BigInt64Array.of(BigInt(SEED)), []),
      step: new Tensor('int64', BigInt64Array.of(BigInt(step)), []),
      rowOffset: new Tensor('int32', Int32Array.of(0), []),
    };
    const results = await session.run(all);
    told.push(
      Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float32Array)])),
    );
  }
  await session.release();
  return told;
}
