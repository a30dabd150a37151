/**
 * Readers of data and weights: NPY, NPZ, IDX and CSV files as arrays that `fit` takes, and weights of Keras in a model.
 * @module
 */
export { readIdx, type IdxArray } from './arrays/idx.ts';
export { readNpy, type NpyArray } from './arrays/npy.ts';
export type { NpyDType } from './arrays/npy-dtypes.ts';
export { readNpz } from './arrays/npz.ts';
export { writeNpy, type WriteNpyOptions } from './arrays/write-npy.ts';
export { gunzip } from './source/gunzip.ts';
export type { BytesHolder, ReadOptions, Source } from './source/source.ts';
export type { Column } from './csv/columns.ts';
export type { ReadCsvOptions } from './csv/options.ts';
export { readCsv, type Csv } from './csv/read-csv.ts';
export type { Table } from './csv/table.ts';
export { fromKeras, type FromKerasOptions } from './keras/from-keras.ts';
export type { LayerNames } from './keras/match-layers.ts';
