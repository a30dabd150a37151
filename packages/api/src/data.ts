/** From what a user hands in to checked tensors, rows and batches. */
export { checkBatchSize, isBatchSource, type Batch, type BatchSource } from './data/batches.ts';
export { type ArrayInput, type NestedArray, type NumericArray, type ShapedArray } from './data/input.ts';
export { toLabels } from './data/labels.ts';
export { RowGather } from './data/row-gather.ts';
export { checkRows, rowsOf, rowSizeOf, sliceRows, splitRows } from './data/rows.ts';
export { toTensor, type ToTensorOptions } from './data/to-tensor.ts';
