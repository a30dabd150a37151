/** Which ONNX we write: old enough for old runtimes, new enough for Threefry. */

/** 18 is the first with `BitwiseXor`. */
export const OPSET = 18;
/** What is written is the same up to this: the operators that we use have learned more element types since 18, and change in nothing else. */
export const NEWEST_OPSET = 21;
/** The file-format version that came with an opset; 8 is the first with model-local functions. */
export const irVersionOf = (opset: number): number => (opset < 19 ? 8 : opset < 21 ? 9 : 10);
/** The domain of our model-local functions. */
export const DOMAIN = 'org.bernoulli';
