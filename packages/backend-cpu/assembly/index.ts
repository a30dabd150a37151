/** The SIMD routines: what JavaScript calls by address, and the functions of four floats that fused loops import. */
export { gather, keptOf, spread } from './compact';
export { conv, convInput, convKernel, placesAtATime } from './conv';
export { depthwise, depthwiseInput, depthwiseKernel } from './depthwise';
export { gemm, gemmScratch } from './gemm';
export { gemmSparse, gemmSparseScratch } from './gemm-sparse';
export { countNonZero, listBytes, listNonZero, listStride } from './lists';
export { exp, log, log1p, sigmoid, tanh } from './math';
export { maxRows, minRows, partsOf, squareParts, sumColumns, sumParts, sumRows, sumTotal } from './reduce';
export { logSoftmax, softmax } from './softmax';
export { coins, uniform } from './threefry';
/** Exported although nobody calls them, so that the optimiser does not inline them where registers run out. */
export { lines16, lines48 } from './gemm-sparse';
export { apart1, apart2, apart4, apart5, apart6, row32 } from './tiles-apart';
export { near4, near5, near6 } from './tiles-near';
