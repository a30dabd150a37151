/** What the build of `wasm/index.ts` exports. Addresses are bytes on the family's memory. */

type Address = number;
type OverRows = (x: Address, rows: number, columns: number, to: Address) => void;

export interface Routines {
  readonly gemm: (
    a: Address,
    b: Address,
    c: Address,
    m: number,
    k: number,
    n: number,
    transposeA: boolean,
    transposeB: boolean,
    scratch: Address,
  ) => void;
  readonly gemmScratch: (m: number, k: number, n: number) => number;
  readonly sumRows: OverRows;
  readonly sumColumns: OverRows;
  readonly maxRows: OverRows;
  readonly softmax: OverRows;
  readonly logSoftmax: OverRows;
  readonly uniform: (
    k0: number,
    k1: number,
    startHigh: number,
    startLow: number,
    to: Address,
    n: number,
    edge: Address,
  ) => void;
  /** Functions of four floats, for fused loops to import; JavaScript cannot call them. */
  readonly exp: unknown;
  readonly log: unknown;
  readonly log1p: unknown;
  readonly tanh: unknown;
  readonly sigmoid: unknown;
}

/** The exports that take one vector and return one. */
export type VectorFunction = 'exp' | 'log' | 'log1p' | 'tanh' | 'sigmoid';
