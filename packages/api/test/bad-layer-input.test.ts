/** What layers cannot take: an error where the model is built, with the place, what was expected and what came. */
import * as api from '@bernoulli/api';
import { input, type Layer, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';

const image = (): Tensor => input({ shape: [4, 4, 3] });
const sequence = (): Tensor => input({ shape: [5, 3] });
const mask = (shape: number[]): Tensor => input({ shape, dtype: 'bool' });
const use = (layer: Layer, ...inputs: Tensor[]) => layer.apply(...inputs);

describe('a layer refuses', () => {
  it.each<[what: string, () => unknown, code: string, message: RegExp]>([
    ['a kernel larger than its input', () => use(new api.Conv2D({ filters: 2, kernelSize: 5 }), image()), 'SHAPE', /at conv2D: .*5.*4/],
    ['a dilated kernel larger than its input', () => use(new api.Conv1D({ filters: 2, kernelSize: 3, dilationRate: 3 }), sequence()), 'SHAPE', /at conv1D: /],
    ['a pool larger than its input', () => use(new api.MaxPooling2D({ poolSize: 5 }), image()), 'SHAPE', /at maxPooling2D: .*5/],
    ['groups that do not divide the channels', () => use(new api.Conv2D({ filters: 4, kernelSize: 1, groups: 2 }), image()), 'SHAPE', /at conv2D: .*groups.*3/],
    ['groups that do not divide the filters', () => use(new api.Conv2D({ filters: 4, kernelSize: 1, groups: 3 }), image()), 'SHAPE', /groups/],
    ['strides with dilations', () => new api.Conv2D({ filters: 4, kernelSize: 2, strides: 2, dilationRate: 2 }), 'CONFIG', /strides.*dilat|dilat.*strides/],
    ['another data format', () => new api.Conv2D({ filters: 4, kernelSize: 2, dataFormat: 'channelsFirst' } as never), 'CONFIG', /no setting "dataFormat"/],
    ['images where it takes sequences', () => use(new api.Conv1D({ filters: 2, kernelSize: 2 }), image()), 'SHAPE', /at conv1D: needs an input \[batch, steps, channels\]. Received \[\?batch, 4, 4, 3\]/],
    ['sequences where it takes images', () => use(new api.MaxPooling2D(), sequence()), 'SHAPE', /at maxPooling2D: needs an input \[batch, height, width, channels\]. Received \[\?batch, 5, 3\]/],
    ['whole numbers in a convolution', () => use(new api.Conv1D({ filters: 2, kernelSize: 2 }), input({ shape: [5, 3], dtype: 'i32' })), 'DTYPE', /at conv1D: .*must be f32.*Received i32/],
    ['whole numbers in Dense', () => use(new api.Dense({ units: 2 }), input({ shape: [3], dtype: 'i32' })), 'DTYPE', /at dense: .*must be f32.*Received i32/],
    ['rows that are numbers in Dense', () => use(new api.Dense({ units: 2 }), input({ shape: [] })), 'SHAPE', /at dense: .*Received \[\?batch\]\. Each row is a list of features/],
    ['whole numbers in an LSTM', () => use(new api.LSTM({ units: 2 }), input({ shape: [5, 3], dtype: 'i32' })), 'DTYPE', /at lstm: .*f32.*i32/],
    ['whole numbers in a norm', () => use(new api.LayerNormalization({}), input({ shape: [3], dtype: 'i32' })), 'DTYPE', /at layerNormalization: .*f32.*i32/],
    ['a mask of numbers', () => use(new api.LSTM({ units: 2 }), sequence(), input({ shape: [5] })), 'SHAPE', /at lstm: takes a sequence, the states to begin with .*, and a bool mask. Received f32\[\?batch, 5, 3\], f32\[\?batch, 5\]/],
    ['a mask of another rank in an LSTM', () => use(new api.LSTM({ units: 2 }), sequence(), mask([5, 3])), 'SHAPE', /at lstm: .*mask.*\[\?batch, 5, 3\]/],
    ['a mask of another length in an LSTM', () => use(new api.GRU({ units: 2 }), sequence(), mask([4])), 'SHAPE', /at gru: .*mask.*\[\?batch, 4\]/],
    ['a mask of another rank in attention', () => use(new api.MultiHeadAttention({ numHeads: 1, keyDim: 2 }), sequence(), sequence(), sequence(), mask([5, 5, 5])), 'SHAPE', /at multiHeadAttention: .*\[\?batch, 5, 5, 5\]/],
    ['a mask of another rank in a mean', () => use(new api.GlobalAveragePooling1D(), sequence(), mask([4])), 'SHAPE', /at globalAveragePooling1D: the mask must have the first axes of the input/],
    ['a reshape to another size', () => use(new api.Reshape({ targetShape: [5] }), sequence()), 'SHAPE', /at reshape: .*/],
    ['a crop of more than there is', () => use(new api.Cropping2D({ cropping: 2 }), image()), 'SHAPE', /at cropping2D: nothing is left of the input. Received \[\?batch, 4, 4, 3\]/],
    ['groups of a norm that do not divide', () => use(new api.GroupNormalization({ groups: 2 }), image()), 'SHAPE', /at groupNormalization: .*3|CONFIG/],
    ['an equation that does not fit', () => use(new api.EinsumDense({ equation: 'abc,cd->abd', outputShape: [null, 4] }), image()), 'CONFIG', /at einsumDense: equation must name the 4 axes of the input. Received abc,cd->abd/],
    ['positions beyond those there are', () => use(new api.PositionEmbedding({ sequenceLength: 3 }), sequence()), 'SHAPE', /at positionEmbedding: .*3.*5/],
  ])('%s', (_, make, code, message) => {
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).toThrow(message);
  }); // prettier-ignore
});
