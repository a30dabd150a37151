/** What runs in the worker thread of `onnx({ worker: true })`. */
import { serve, type Port } from './worker/serve.ts';

serve(globalThis.process.getBuiltinModule('node:worker_threads').parentPort as Port);
