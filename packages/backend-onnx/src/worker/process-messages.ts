/** What is said to a process that works in the place of the thread. */
import type { Answer, Request } from './messages.ts';
import type { Arrays } from './shared-arrays.ts';

/** Requests without shared memory: a run brings its inputs. */
export type ProcessRequest =
  | Omit<Request & { readonly call: 'compile' }, 'buffer'>
  | ((Request & { readonly call: 'run' }) & { readonly inputs: Arrays })
  | Exclude<Request, { readonly call: 'compile' | 'run' }>;

export type ToProcess = { readonly id: number; readonly request: ProcessRequest } | { readonly end: true };

/** The answer to a run that went well brings the outputs. */
export type FromProcess = Answer & { readonly outputs?: Arrays };
