/** From what a user hands in to checked tensors, rows and batches. */
export { isBatchSource, isByOutput, type Batch, type BatchSource, type ByOutput, type Inputs } from './batches.ts';
export { type ArrayInput, type NestedArray, type NumericArray, type ShapedArray } from './input.ts';
export { toLabels } from './labels.ts';
export { RowGather } from './row-gather.ts';
export { checkRows, requireRows, rowsOf, rowSizeOf, sliceRows, splitRows } from './rows.ts';
export { TensorValue, valuesOf, type ArrayOfRank, type NestedNumbers } from './tensor-value.ts';
export { toTensor, type ToTensorOptions } from './to-tensor.ts';
