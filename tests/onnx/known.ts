/** Cases of ONNX's backend tests that are not supported, each with its reason. One that passes, or one that is not here, is a failure. */
export const unsupported: Readonly<Record<string, string>> = {
  test_training_dropout: 'the noise is that of another generator',
  test_training_dropout_default: 'the noise is that of another generator',
  test_training_dropout_default_mask: 'the noise is that of another generator',
};
