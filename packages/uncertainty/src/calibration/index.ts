/** Whether a classifier is as sure as it should be, and what to do about it. */
export {
  adaptiveCalibrationError,
  expectedCalibrationError,
  type CalibrationErrorOptions,
} from './expected-calibration-error.ts';
export { reliability, type ReliabilityBin, type ReliabilityOptions } from './reliability.ts';
export { fitTemperature, softmax } from './temperature-scaling.ts';
