/** Reads files of every kind, as a page and Node both can, and tells what was in them. */
import { Dense, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { fromKeras, readCsv, readIdx, readNpy, readNpz } from '@bernoulli/data';

/** What was read, in numbers that JSON holds. */
export type DataStory = Readonly<Record<string, readonly unknown[]>>;

/** @param open the answer for a file: of a server, or made of its bytes */
export async function readAll(open: (file: string) => Promise<Response>): Promise<DataStory> {
  const npy = await readNpy(await open('array.npy'));
  const npz = await readNpz(await (await open('arrays.npz')).blob());
  const idx = await readIdx(await open('labels.gz'));
  const csv = await readCsv(await open('table.csv'), { target: 'kind', classes: true });
  const model = sequential(Array.from({ length: 7 }, () => new Dense({ units: 6, activation: 'tanh' })));
  model.compile({ seed: 1, backend: cpu({ simd: 'plain' }) });
  model.buildFor([6]);
  await fromKeras(model, await open('weights.npz'));
  const predictions = await model.predict([[1, -1, 0.5, -0.5, 0.25, 0]]);
  await model.dispose();
  const refused = await readNpy(await open('none.npy')).catch((error: { code: string }) => error.code);
  return {
    npy: [npy.dtype, npy.shape, [...npy.data]],
    npz: Object.entries(npz).map(([name, { shape, data }]) => [name, shape, [...data]]),
    idx: [idx.shape, [...idx.data]],
    csv: [csv.x.shape, [...csv.x.data], [...csv.y], csv.features, csv.classes],
    keras: [...predictions.data],
    refused: [refused],
  };
}
