/** A process in the place of the thread: the same requests, with inputs and outputs in the messages, since no memory is shared. */
import type { Answer, Envelope } from './messages.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';
import { copied, SharedArrays } from './shared-arrays.ts';
import type { Thread } from './thread.ts';

/** It ends when the thread that started it does, however that ends: with it goes the channel between them. */
export function startProcess(entry: URL, execArgv: readonly string[] = inherited()): Thread {
  const child = globalThis.process.getBuiltinModule('node:child_process').fork(entry, {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const arrays = new Map<number, SharedArrays>();
  /** Executables of the runs under way, by the number of the request. */
  const running = new Map<number, number>();

  const pack = (envelope: Envelope): ToProcess => {
    if ('end' in envelope) return envelope;
    const { id, request } = envelope;
    const { executable } = request;
    if (request.call === 'compile') {
      const { buffer, ...rest } = request;
      arrays.set(executable, new SharedArrays(request.graph, buffer));
      return { id, request: rest };
    }
    if (request.call === 'dispose') arrays.delete(executable);
    if (request.call !== 'run') return { id, request };
    running.set(id, executable);
    return { id, request: { ...request, inputs: copied(arrays.get(executable)!.inputs) } };
  };
  const unpack = ({ outputs, ...answer }: FromProcess): Answer => {
    const executable = running.get(answer.id);
    running.delete(answer.id);
    if (outputs !== undefined) arrays.get(executable!)!.fillOutputs(outputs);
    return answer;
  };

  return {
    postMessage(envelope) {
      // Where the process is gone its `exit` says so.
      child.send(pack(envelope), () => undefined);
    },
    on(event: string, listener: (value: never) => void) {
      if (event === 'message') child.on('message', (answer) => listener(unpack(answer as FromProcess) as never));
      else child.on(event, listener as (value: unknown) => void);
    },
    ref() {
      child.ref();
      child.channel?.ref();
    },
    unref() {
      child.unref();
      child.channel?.unref();
    },
  };
}

/** The options of this process but those of a debugger, of which there is one for each process. */
function inherited(): string[] {
  return globalThis.process.execArgv.filter((option) => !option.startsWith('--inspect'));
}
