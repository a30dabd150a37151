/** The process that serves a thread, when that is gone in the middle of an answer. */
import { afterEach, expect, it, vi } from 'vitest';
import { serveProcess } from './serve-process.ts';
import type { WorkerServer } from './worker-server.ts';

afterEach(() => vi.unstubAllGlobals());

/** A process whose channel gives `error` when something is sent. */
function stubProcess(error: Error | null) {
  const listeners = new Map<string, (message: unknown) => void>();
  const stub = {
    exit: vi.fn<() => void>(),
    send: vi.fn<(answer: unknown, handle: unknown, options: unknown, done?: (e: Error | null) => void) => void>(
      (_answer, _handle, _options, done) => done?.(error),
    ),
    on: (event: string, listener: (message: unknown) => void) => void listeners.set(event, listener),
    ask: () => listeners.get('message')!({ id: 1, request: { call: 'dispose', executable: 1 } }),
  };
  vi.stubGlobal('process', stub);
  return stub;
}

it.each([
  ['goes on where the answer arrives', null, 0],
  ['ends quietly where nobody takes the answer', new Error('write EPIPE'), 1],
] as const)('%s', async (_, error, exits) => {
  const stub = stubProcess(error);
  serveProcess({ answer: () => Promise.resolve(undefined) } as unknown as WorkerServer);
  stub.ask();
  await vi.waitFor(() => expect(stub.send).toHaveBeenCalled());
  vi.unstubAllGlobals();
  expect(stub.exit).toHaveBeenCalledTimes(exits);
});
