/** Engines whose packages are only ever loaded for their effect: they register themselves with tfjs-core. */
declare module '@tensorflow/tfjs-backend-webgl';
declare module '@tensorflow/tfjs-backend-webgpu';
