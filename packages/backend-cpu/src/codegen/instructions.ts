/** The instructions of generated code, under the names of the WebAssembly specification. */
import { signed, unsigned } from './leb128.ts';

/** Bytes of WebAssembly code. */
export type Instructions = readonly number[];

const simd =
  (code: number) =>
  (...rest: number[]): number[] => [0xfd, ...unsigned(code), ...rest];
const plain = (code: number): readonly number[] => [0xfd, ...unsigned(code)];
const access =
  (code: number) =>
  (offset: number): number[] => [0xfd, ...unsigned(code), 0, ...unsigned(offset)];

export const local = {
  get: (index: number): number[] => [0x20, ...unsigned(index)],
  set: (index: number): number[] => [0x21, ...unsigned(index)],
  tee: (index: number): number[] => [0x22, ...unsigned(index)],
};

/** The one global: the step of the loop over time that the thread is in. */
export const step = { get: [0x23, 0] as Instructions, set: [0x24, 0] as Instructions };

export const call = (index: number): number[] => [0x10, ...unsigned(index)];
/** Repeats the body while it leaves a number other than 0. */
export const loopWhile = (body: readonly number[]): number[] => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];

/** Runs the body if the number before it is not 0. */
export const when = (body: readonly number[]): number[] => [0x04, 0x40, ...body, 0x0b];
/** The first of two values if the number behind them is not 0, else the second. */
export const select: readonly number[] = [0x1b];

export const i32 = {
  const: (value: number): number[] => [0x41, ...signed(value)],
  add: [0x6a],
  sub: [0x6b],
  mul: [0x6c],
  divU: [0x6e],
  and: [0x71],
  shl: [0x74],
  shrU: [0x76],
  ltU: [0x49],
  load: (offset: number): number[] => [0x28, 2, ...unsigned(offset)],
  load8U: (offset: number): number[] => [0x2d, 0, ...unsigned(offset)],
};

/** Copies so many bytes: to, from and how many were pushed. */
export const memory = { copy: [0xfc, 0x0a, 0, 0] as Instructions };

const lane =
  (code: number) =>
  (offset: number): number[] => [...access(code)(offset), 0];

export const v128 = {
  load: access(0x00),
  load32Splat: access(0x09),
  load32Zero: access(0x5c),
  store: access(0x0b),
  store8Lane: lane(0x58),
  store32Lane: lane(0x5a),
  /** Four times the same 32 bits. */
  splat: (bits: number): number[] => {
    const word = [bits, bits >>> 8, bits >>> 16, bits >>> 24].map((b) => b & 0xff);
    return simd(0x0c)(...word, ...word, ...word, ...word);
  },
  not: plain(0x4d),
  and: plain(0x4e),
  andnot: plain(0x4f),
  or: plain(0x50),
  bitselect: plain(0x52),
};

export const i32x4 = {
  splat: plain(0x11),
  eq: plain(0x37),
  ne: plain(0x38),
  lt: plain(0x39),
  gt: plain(0x3b),
  le: plain(0x3d),
  ge: plain(0x3f),
  abs: plain(0xa0),
  neg: plain(0xa1),
  add: plain(0xae),
  sub: plain(0xb1),
  mul: plain(0xb5),
  min: plain(0xb6),
  max: plain(0xb8),
  truncate: plain(0xf8),
  /** Bytes 0 to 3 as four numbers. */
  fromBytes: [...plain(0x89), ...plain(0xa9)],
};

/** Two vectors of wide numbers as one of numbers half as wide, the first before the second; what is too large becomes the largest. */
export const narrow = { toI16: plain(0x85), toI8: plain(0x65) };

export const f32x4 = {
  eq: plain(0x41),
  ne: plain(0x42),
  lt: plain(0x43),
  gt: plain(0x44),
  le: plain(0x45),
  ge: plain(0x46),
  ceil: plain(0x67),
  floor: plain(0x68),
  nearest: plain(0x6a),
  abs: plain(0xe0),
  neg: plain(0xe1),
  sqrt: plain(0xe3),
  add: plain(0xe4),
  sub: plain(0xe5),
  mul: plain(0xe6),
  div: plain(0xe7),
  min: plain(0xe8),
  max: plain(0xe9),
  convert: plain(0xfa),
};
