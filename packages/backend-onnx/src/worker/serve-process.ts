/** The process's side: takes requests off the channel to the thread that started it, and ends when that is gone. */
import { toFailure } from './failure.ts';
import type { Request } from './messages.ts';
import type { FromProcess, ProcessRequest, ToProcess } from './process-messages.ts';
import { copied, SharedArrays } from './shared-arrays.ts';
import type { WorkerServer } from './worker-server.ts';

export function serveProcess(server: WorkerServer): void {
  const { process } = globalThis;
  const arrays = new Map<number, SharedArrays>();
  /** Where nobody takes the answer the thread that asked is gone, and this process has nothing left to do. */
  const send = (answer: FromProcess): void =>
    void process.send!(answer, undefined, undefined, (error) => error !== null && process.exit());

  const unpack = (request: ProcessRequest): Request => {
    const { executable } = request;
    if (request.call === 'compile') {
      const own = new SharedArrays(request.graph);
      arrays.set(executable, own);
      return { ...request, buffer: own.buffer };
    }
    if (request.call === 'dispose') arrays.delete(executable);
    if (request.call === 'run') arrays.get(executable)!.fillInputs(request.inputs);
    return request;
  };

  process.on('disconnect', () => process.exit());
  process.on('message', (message: ToProcess) => {
    if ('end' in message) return process.disconnect();
    const { id, request } = message;
    const { call, executable } = request;
    server.answer(unpack(request)).then(
      (value) => send({ id, value, ...(call === 'run' ? { outputs: copied(arrays.get(executable)!.outputs) } : {}) }),
      (error: unknown) => send({ id, failure: toFailure(error) }),
    );
  });
}
