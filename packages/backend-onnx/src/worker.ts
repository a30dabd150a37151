/** What runs in the worker thread of `onnx({ worker: true })`. */
import { serve } from './worker/serve.ts';

const port = globalThis.process.getBuiltinModule('node:worker_threads').parentPort!;
serve({
  onMessage: (listener) => void port.on('message', listener),
  send: port.postMessage.bind(port),
  close: () => port.close(),
});
