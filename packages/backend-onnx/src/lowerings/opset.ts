/** Which ONNX we write: old enough for old runtimes, new enough for Threefry. */

/** 18 is the first with `BitwiseXor`. */
export const OPSET = 18;
/** The file-format version that goes with it; 8 is the first with model-local functions. */
export const IR_VERSION = 8;
/** The domain of our model-local functions. */
export const DOMAIN = 'org.bernoulli';
