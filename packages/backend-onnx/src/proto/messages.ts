/** The ONNX messages we write, as plain data; names follow `onnx.proto`, in camelCase. */

/** Element types, by the numbers of `TensorProto.DataType`. */
export const DataType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
} as const;
export type DataType = (typeof DataType)[keyof typeof DataType];

/** Elements in row-major order; the bytes are written as they stand in memory on a little-endian machine. */
export interface TensorProto {
  readonly name: string;
  readonly dataType: DataType;
  readonly dims: readonly number[];
  readonly data: ArrayBufferView;
  /** Where the bytes are, if not in the file itself: a file beside it, and how many of its bytes come before. */
  readonly external?: { readonly location: string; readonly offset: number } | undefined;
}

/** An attribute says its kind: ONNX tells `1` from `1.0`. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface NodeProto {
  readonly name?: string;
  readonly opType: string;
  /** Left out for the standard operators. */
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Attributes;
}

/** A size, or the name of one that is not known yet. */
export type Dimension = number | string;

export interface ValueInfoProto {
  readonly name: string;
  readonly dataType: DataType;
  /** Left out where even the rank is open, as it may be within a graph. */
  readonly shape?: readonly Dimension[];
  readonly docString?: string | undefined;
}

export interface GraphProto {
  readonly name: string;
  readonly docString?: string | undefined;
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
}

export interface OperatorSetId {
  readonly domain: string;
  readonly version: number;
}

/** A function local to the model: a named list of nodes, called as an operator of its domain. */
export interface FunctionProto {
  readonly domain: string;
  readonly name: string;
  readonly docString?: string | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeProto[];
  readonly opsetImports: readonly OperatorSetId[];
}

export interface ModelProto {
  readonly irVersion: number;
  readonly opsetImports: readonly OperatorSetId[];
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain?: string | undefined;
  readonly modelVersion?: number | undefined;
  readonly docString?: string | undefined;
  readonly graph: GraphProto;
  readonly metadataProps?: Readonly<Record<string, string>> | undefined;
  readonly functions?: readonly FunctionProto[] | undefined;
}
