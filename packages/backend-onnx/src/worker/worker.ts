/** What runs in the thread of `onnx({ worker: true })`: hears requests and sends their answers. */
import { toFailure } from './failure.ts';
import type { Answer, Envelope } from './messages.ts';
import { WorkerServer } from './worker-server.ts';

const port = globalThis.process.getBuiltinModule('node:worker_threads').parentPort!;
const send: (answer: Answer) => void = port.postMessage.bind(port);
const server = new WorkerServer();

port.on('message', (envelope: Envelope) => {
  if ('end' in envelope) return port.close();
  const { id, request } = envelope;
  server.answer(request).then(
    (value) => send({ id, value }),
    (error: unknown) => send({ id, failure: toFailure(error) }),
  );
});
