/** Operators one by one, with operands that try their settings. */
import type { AttributeValue } from '../../packages/backend-onnx/src/proto/messages.ts';
import type { ElementType } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { Numbers } from '../../packages/backend-onnx/src/proto/stored-tensor.ts';
import type { CaseTensor } from './value-file.ts';

/** By the numbers of `TensorProto.DataType`. */
export const numbers = { float: 1, uint8: 2, int8: 3, uint16: 4, int32: 6, int64: 7, uint32: 12, uint64: 13 } as const;
export type Type = keyof typeof numbers;

export interface OperatorCase {
  readonly op: string;
  readonly opset?: number;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** `null` for one that is left out. */
  readonly inputs: readonly (CaseTensor | null)[];
  readonly outputs?: readonly Type[];
}

const size = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1);

/** Numbers that neither repeat nor are whole. */
export function wave(shape: readonly number[], scale = 1, phase = 0): CaseTensor {
  const data = Float32Array.from({ length: size(shape) }, (_, i) => scale * Math.sin(1.3 * i + phase));
  return { type: 'float', shape, data };
}

export function whole(type: Type, shape: readonly number[], values?: readonly number[]): CaseTensor {
  const [low, high] = type === 'int8' ? [-128, 127] : [0, 255];
  const data = values ?? Array.from({ length: size(shape) }, (_, i) => low + ((i * 97 + 31) % (high - low + 1)));
  return { type: type as ElementType, shape, data: Float64Array.from(data) as Numbers };
}

const scalar = (value: number, type: Type = 'int64'): CaseTensor => whole(type, [], [value]);
const float = (...values: number[]): CaseTensor => ({ type: 'float', shape: [], data: Float32Array.from(values) });
const list = (type: Type, ...values: number[]): CaseTensor => whole(type, [values.length], values);

/** Every case, by what it is about. */
export function operatorCases(): Record<string, OperatorCase> {
  const found: Record<string, OperatorCase> = {};
  const image = wave([2, 3, 5, 4]);
  for (const mode of ['linear', 'nearest', 'cubic'])
    for (const padding of ['zeros', 'border', 'reflection'])
      for (const align of [0, 1])
        found[`GridSample ${mode}, ${padding}${align ? ', aligned' : ''}`] = {
          op: 'GridSample',
          opset: 20,
          attributes: { mode: { string: mode }, padding_mode: { string: padding }, align_corners: { int: align } },
          inputs: [image, wave([2, 3, 3, 2], 1.6)],
        };
  found['GridSample of a volume'] = {
    op: 'GridSample',
    opset: 20,
    inputs: [wave([1, 2, 3, 4, 3]), wave([1, 2, 2, 2, 3], 1.2)],
  };
  for (const align of [0, 1]) {
    const attributes = { align_corners: { int: align } };
    found[`AffineGrid ${align}`] = {
      op: 'AffineGrid',
      opset: 20,
      attributes,
      inputs: [wave([2, 2, 3]), list('int64', 2, 3, 4, 5)],
    };
    found[`AffineGrid of a volume ${align}`] = {
      op: 'AffineGrid',
      opset: 20,
      attributes,
      inputs: [wave([1, 3, 4]), list('int64', 1, 2, 2, 3, 4)],
    };
  }
  const boxes: CaseTensor = {
    type: 'float',
    shape: [3, 4],
    data: Float32Array.of(0, 0, 3, 2.5, 1, 0.5, 1.2, 4, -1, -2, 6, 7),
  };
  for (const mode of ['avg', 'max'])
    for (const half of ['half_pixel', 'output_half_pixel'])
      found[`RoiAlign ${mode}, ${half}`] = {
        op: 'RoiAlign',
        opset: 16,
        attributes: {
          mode: { string: mode },
          coordinate_transformation_mode: { string: half },
          output_height: { int: 2 },
          output_width: { int: 3 },
          sampling_ratio: { int: 2 },
          spatial_scale: { float: 0.75 },
        },
        inputs: [wave([2, 2, 6, 5]), boxes, list('int64', 0, 1, 1)],
      };
  found['Col2Im'] = {
    op: 'Col2Im',
    opset: 18,
    attributes: { pads: { ints: [1, 0, 1, 1] }, strides: { ints: [2, 1] }, dilations: { ints: [1, 2] } },
    inputs: [wave([2, 12, 9]), list('int64', 4, 4), list('int64', 2, 2)],
  };
  found['MaxUnpool'] = {
    op: 'MaxUnpool',
    opset: 11,
    attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } },
    inputs: [wave([1, 1, 2, 2]), whole('int64', [1, 1, 2, 2], [5, 7, 13, 15])],
  };
  for (const inverse of [0, 1])
    for (const onesided of [0, 1])
      if (!(inverse && onesided))
        found[`DFT${inverse ? ', inverse' : ''}${onesided ? ', one-sided' : ''}`] = {
          op: 'DFT',
          opset: 20,
          attributes: { inverse: { int: inverse }, onesided: { int: onesided } },
          inputs: [wave([2, 7, 3, onesided ? 1 : 2]), scalar(6), scalar(1)],
        };
  found['STFT'] = { op: 'STFT', opset: 17, inputs: [wave([2, 20, 1]), scalar(3), wave([8], 0.5, 1), scalar(8)] };
  for (const op of ['HannWindow', 'HammingWindow', 'BlackmanWindow'])
    for (const periodic of [0, 1])
      found[`${op} ${periodic}`] = { op, opset: 17, attributes: { periodic: { int: periodic } }, inputs: [scalar(9)] };
  found['MelWeightMatrix'] = {
    op: 'MelWeightMatrix',
    opset: 17,
    inputs: [scalar(8), scalar(32), scalar(8192), float(100), float(3000)],
  };
  const four: readonly Type[] = ['float', 'int64', 'int64', 'int64'];
  const repeats: CaseTensor = {
    type: 'float',
    shape: [3, 4],
    data: Float32Array.of(2, 1, 2, 1, 3, 1, 3, 1, 2, 1, 2, 1),
  };
  for (const sorted of [0, 1]) {
    found[`Unique ${sorted}`] = {
      op: 'Unique',
      opset: 11,
      attributes: { sorted: { int: sorted } },
      inputs: [repeats],
      outputs: four,
    };
    for (const axis of [0, 1])
      found[`Unique ${sorted}, axis ${axis}`] = {
        op: 'Unique',
        opset: 11,
        attributes: { sorted: { int: sorted }, axis: { int: axis } },
        inputs: [repeats],
        outputs: four,
      };
  }
  found['NonMaxSuppression'] = {
    op: 'NonMaxSuppression',
    opset: 11,
    inputs: [
      { type: 'float', shape: [1, 4, 4], data: Float32Array.of(0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 2, 1, 3, 1, 3, 0, 2.05) },
      { type: 'float', shape: [1, 2, 4], data: Float32Array.of(0.9, 0.8, 0.3, 0.4, 0.1, 0.6, 0.6, 0.2) },
      list('int64', 3),
      { type: 'float', shape: [1], data: Float32Array.of(0.5) },
      { type: 'float', shape: [1], data: Float32Array.of(0.15) },
    ],
    outputs: ['int64'],
  };
  for (const type of ['uint8', 'int8'] as const) {
    found[`ConvInteger ${type}`] = {
      op: 'ConvInteger',
      opset: 10,
      attributes: { pads: { ints: [1, 1, 1, 1] } },
      inputs: [whole('uint8', [1, 40, 5, 5]), whole('uint8', [2, 40, 3, 3]), scalar(7, 'uint8'), scalar(100, 'uint8')],
      outputs: ['int32'],
    };
    found[`QLinearConv ${type}`] = {
      op: 'QLinearConv',
      opset: 10,
      attributes: { pads: { ints: [1, 0, 0, 1] }, strides: { ints: [2, 1] } },
      inputs: [
        ...[whole('uint8', [2, 4, 6, 5]), float(0.02), scalar(120, 'uint8')],
        ...[whole(type, [3, 4, 3, 2]), float(0.013), scalar(type === 'int8' ? 0 : 30, type)],
        ...[float(0.37), scalar(100, 'uint8'), whole('int32', [3], [100, -3000, 0])],
      ],
      outputs: ['uint8'],
    };
    found[`QLinearMatMul ${type}`] = {
      op: 'QLinearMatMul',
      opset: 10,
      inputs: [
        ...[whole(type, [3, 300]), float(0.02), scalar(3, type)],
        ...[whole(type, [300, 4]), float(0.013), scalar(5, type)],
        ...[float(4.1), scalar(9, type)],
      ],
      outputs: [type],
    };
  }
  for (const groups of [1, 2])
    found[`DeformConv in ${groups} groups`] = {
      op: 'DeformConv',
      opset: 19,
      attributes: {
        pads: { ints: [1, 0, 1, 1] },
        strides: { ints: [2, 1] },
        dilations: { ints: [1, 2] },
        group: { int: groups },
        offset_group: { int: groups },
      },
      inputs: [
        wave([2, 4, 6, 5]),
        wave([2, 4 / groups, 3, 2], 0.5),
        wave([2, 12 * groups, 3, 4], 1.5),
        wave([2], 1, 2),
        wave([2, 6 * groups, 3, 4], 1, 3),
      ],
    };
  for (const mode of ['linear', 'circular'])
    found[`TensorScatter ${mode}`] = {
      op: 'TensorScatter',
      opset: 24,
      attributes: { mode: { string: mode } },
      inputs: [wave([2, 2, 4, 3]), wave([2, 2, 2, 3], 1, 5), list('int64', mode === 'linear' ? 1 : 3, 2)],
    };
  found['Det'] = { op: 'Det', opset: 11, inputs: [wave([2, 4, 4])] };
  const grams = {
    min_gram_length: { int: 1 },
    max_gram_length: { int: 2 },
    max_skip_count: { int: 3 },
    ngram_counts: { ints: [0, 4] },
    ngram_indexes: { ints: [0, 4, 2, 3, 1, 5, 6] },
    pool_int64s: { ints: [2, 3, 5, 4, 5, 6, 7, 8, 6, 7] },
    weights: { floats: [1, 2, 3, 4, 5, 6, 7] },
  };
  for (const mode of ['TF', 'IDF', 'TFIDF'])
    found[`TfIdfVectorizer ${mode}`] = {
      op: 'TfIdfVectorizer',
      opset: 9,
      attributes: { ...grams, mode: { string: mode } },
      inputs: [whole('int32', [2, 6], [1, 1, 3, 3, 3, 7, 8, 6, 7, 5, 6, 8])],
    };
  const high = list('uint32', 5, 4294967295, 2147483648, 4000000000, 7, 0);
  const low = list('uint32', 3, 4294967290, 65537, 3, 2147483649, 4294967295);
  for (const op of ['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Max', 'Min', 'BitwiseAnd', 'BitwiseOr', 'BitwiseXor'])
    found[`${op} of uint32`] = { op, opset: 18, inputs: [high, low], outputs: ['uint32'] };
  found['BitwiseNot of uint32'] = { op: 'BitwiseNot', opset: 18, inputs: [high], outputs: ['uint32'] };
  for (const direction of ['LEFT', 'RIGHT'])
    found[`BitShift ${direction} of uint32`] = {
      op: 'BitShift',
      opset: 11,
      attributes: { direction: { string: direction } },
      inputs: [high, list('uint32', 1, 31, 30, 5, 0, 3)],
      outputs: ['uint32'],
    };
  found['Cast of uint32 to float'] = { op: 'Cast', opset: 13, attributes: { to: { int: 1 } }, inputs: [high] };
  found['Cast of float to uint32'] = {
    op: 'Cast',
    opset: 13,
    attributes: { to: { int: 12 } },
    inputs: [{ type: 'float', shape: [3], data: Float32Array.of(3.9, 4e9, 2147483648) }],
    outputs: ['uint32'],
  };
  found['Einsum of a trace, without saying what is left'] = {
    op: 'Einsum',
    opset: 12,
    attributes: { equation: { string: 'ii' } },
    inputs: [wave([3, 3])],
  };
  found['Einsum on a diagonal'] = {
    op: 'Einsum',
    opset: 12,
    attributes: { equation: { string: 'bii,ij->bj' } },
    inputs: [wave([2, 3, 3]), wave([3, 4])],
  };
  return found;
}
