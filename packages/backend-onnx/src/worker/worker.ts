/** What runs in the thread of `onnx({ worker: true })`, or in the process in its place: hears requests and sends their answers. */
import { toFailure } from './failure.ts';
import type { Answer, Envelope } from './messages.ts';
import { NativeSection } from './native-section.ts';
import { serveProcess } from './serve-process.ts';
import { WorkerServer } from './worker-server.ts';

const { parentPort, workerData } = globalThis.process.getBuiltinModule('node:worker_threads');
const server = new WorkerServer();

if (parentPort === null) serveProcess(server);
else {
  const port = parentPort;
  const native = new NativeSection(workerData as SharedArrayBuffer);
  const send: (answer: Answer) => void = port.postMessage.bind(port);
  port.on('message', (envelope: Envelope) => {
    if ('end' in envelope) return port.close();
    const { id, request } = envelope;
    // The process ends, and nobody waits for an answer.
    if (!native.enter()) return;
    void server
      .answer(request)
      .finally(() => native.leave())
      .then(
        (value) => send({ id, value }),
        (error: unknown) => send({ id, failure: toFailure(error) }),
      );
  });
}
