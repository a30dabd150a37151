/**
 * What the builds of `assembly/index.ts` export. Addresses are bytes on the shared heap, all other sizes elements: `line` and
 * `ld…` those between the starts of rows. Every routine can be run in parts, from any thread, with the same bits as in one call.
 */

export type Address = number;

/** On rows that lie end to end: a part by rows moves both addresses. */
type ByRows = (x: Address, rows: number, columns: number, to: Address) => void;
/** On a matrix with `line` elements between rows. */
type OverMatrix = (x: Address, rows: number, columns: number, line: number, to: Address) => void;

/**
 * Two operands, the result; depth, height, width and channels of a volume; places, and filters; the window; strides, gaps, and zeros before; groups;
 * places at a time, and the part. An image is a volume of one slice.
 */
type Convolution = (
  ...numbers: [
    ...[a: Address, b: Address, to: Address, depth: number, height: number, width: number, channels: number],
    ...[deep: number, high: number, wide: number, filters: number],
    ...[windowDepth: number, windowHeight: number, windowWidth: number],
    ...[strideDeep: number, strideDown: number, strideAcross: number],
    ...[gapDeep: number, gapDown: number, gapAcross: number, front: number, top: number, left: number],
    ...[groups: number, atATime: number, from: number, end: number, scratch: Address],
  ]
) => void;

/** The same for images, each channel by itself. */
type Depthwise = (
  ...numbers: [
    ...[a: Address, b: Address, to: Address, height: number, width: number, channels: number],
    ...[high: number, wide: number, windowHeight: number, windowWidth: number],
    ...[strideDown: number, strideAcross: number, gapDown: number, gapAcross: number, top: number, left: number],
    ...[from: number, end: number],
  ]
) => void;

export interface Routines {
  /** C = A·B, written whole. A part by rows moves `a` and `c`, a part by columns `b` and `c`; each thread has its own scratch. */
  readonly gemm: (
    a: Address,
    b: Address,
    c: Address,
    m: number,
    k: number,
    n: number,
    lda: number,
    ldb: number,
    ldc: number,
    transposeA: boolean,
    transposeB: boolean,
    scratch: Address,
  ) => void;
  readonly gemmScratch: (m: number, k: number, n: number) => number;
  /** Places of windows of `taps` elements that a convolution lays out at a time. */
  readonly placesAtATime: (places: number, taps: number) => number;
  /** y of a convolution over volumes; a part by places of all volumes. Each thread has its own scratch. See {@link Convolution}. */
  readonly conv: Convolution;
  /** x of it, its gradient by the input; a part by volumes. */
  readonly convInput: Convolution;
  /** The kernel, its gradient by that; a part by elements of the window. In the place of the window's depth stands the number of places. */
  readonly convKernel: Convolution;
  /** A part by lines of places in all images. */
  readonly depthwise: Depthwise;
  /** A part by images. */
  readonly depthwiseInput: Depthwise;
  /** A part by elements of the window. In the place of the window's height stands the number of images. */
  readonly depthwiseKernel: Depthwise;
  /**
   * The same bits, where lists of what is not zero are at hand: of the rows of A, or, `across`, of the columns of B. A part by
   * rows, or columns, of what is listed moves `list` by `listStride(k)` bytes for each.
   */
  readonly gemmSparse: (list: Address, across: boolean, ...gemm: Parameters<Routines['gemm']>) => void;
  /** Bytes of scratch that it needs, unless `gemmScratch` is more. */
  readonly gemmSparseScratch: (k: number) => number;
  readonly countNonZero: (x: Address, n: number) => number;
  /** Bytes of the lists of so many lines of length k. */
  readonly listBytes: (lines: number, k: number) => number;
  readonly listStride: (k: number) => number;
  /** Lists the lines `from` to `end` − 1 of `lines`. Element p of line i lies at `x + i·apart + p·along`; one distance is 4. */
  readonly listNonZero: (
    x: Address,
    apart: number,
    along: number,
    lines: number,
    k: number,
    list: Address,
    from: number,
    end: number,
    scratch: Address,
  ) => void;
  readonly sumRows: OverMatrix;
  /** A part by columns moves `x` and `to`. */
  readonly sumColumns: OverMatrix;
  readonly maxRows: OverMatrix;
  readonly minRows: OverMatrix;
  /** A full sum: `partsOf(n)` parts, `sumParts` for ranges of them, then `sumTotal`. `partials` holds 8 bytes a part. */
  readonly partsOf: (n: number) => number;
  readonly sumParts: (x: Address, n: number, from: number, end: number, partials: Address) => void;
  /** As `sumParts`, of the squares. */
  readonly squareParts: Routines['sumParts'];
  readonly sumTotal: (partials: Address, parts: number, to: Address) => void;
  readonly softmax: ByRows;
  readonly logSoftmax: ByRows;
  /** Elements `from` to `from + n` − 1 of the stream that starts at row `*offset` of rows of `row` elements; a part moves `from` and `to`. */
  readonly uniform: (key: Address, offset: Address, row: number, from: number, to: Address, n: number) => void;
  /** As `uniform`, but for each number one byte: 1 where it is below the number at the address `p`, else 0. */
  readonly coins: (...numbers: [...Parameters<Routines['uniform']>, p: Address]) => void;
  /** Writes the ascending indices of the bytes that are not 0, and their count, an i32, at `count`. */
  readonly keptOf: (mask: Address, n: number, to: Address, count: Address) => void;
  /** to[i, j] = x[rowIndices[i], columnIndices[j]]; indices at address 0 stand for 0, 1, 2, … A part by rows moves `rowIndices` (or `x`) and `to`. */
  readonly gather: (
    x: Address,
    line: number,
    rowIndices: Address,
    rows: number,
    columnIndices: Address,
    columns: number,
    to: Address,
    toLine: number,
  ) => void;
  /** to[rowIndices[i], columnIndices[j]] = x[i, j] and zeros elsewhere, for the rows `from` to `end` − 1 of `to`, each `width` wide. */
  readonly spread: (
    x: Address,
    line: number,
    rowIndices: Address,
    rows: number,
    columnIndices: Address,
    columns: number,
    to: Address,
    toLine: number,
    width: number,
    from: number,
    end: number,
  ) => void;
  /** Functions of four floats, which fused loops hold in themselves (`vector-functions.ts`); JavaScript cannot call them. */
  readonly exp: unknown;
  readonly log: unknown;
  readonly log1p: unknown;
  readonly tanh: unknown;
  readonly sigmoid: unknown;
}

/** The exports that take one vector and return one. */
export const vectorFunctions = ['exp', 'log', 'log1p', 'tanh', 'sigmoid'] as const;
export type VectorFunction = (typeof vectorFunctions)[number];

/** The exports that tasks call, and how many numbers each takes: all are `i32`, and none is given back. */
export const routineParameters = {
  gemm: 12,
  gemmSparse: 14,
  listNonZero: 9,
  conv: 28,
  convInput: 28,
  convKernel: 28,
  depthwise: 18,
  depthwiseInput: 18,
  depthwiseKernel: 18,
  sumRows: 5,
  sumColumns: 5,
  maxRows: 5,
  minRows: 5,
  sumParts: 5,
  squareParts: 5,
  sumTotal: 3,
  softmax: 4,
  logSoftmax: 4,
  uniform: 6,
  coins: 7,
  keptOf: 4,
  gather: 8,
  spread: 11,
} as const satisfies { readonly [R in keyof Routines]?: number };
export type RoutineName = keyof typeof routineParameters;
