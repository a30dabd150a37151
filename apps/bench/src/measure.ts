/** Times every contender on a network: processes side by side, rounds in turn, so that a slow minute hits all alike. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contenders.ts';
import type { Network } from './networks.ts';
import type { Reply, Request } from './runner.ts';

export interface Measurement {
  readonly contender: string;
  readonly network: string;
  /** Milliseconds per training step, one number per round. */
  readonly rounds: readonly number[];
}

const runner = fileURLToPath(new URL('./runner.ts', import.meta.url));

export async function measure(
  network: Network,
  contenders: readonly Contender[],
  rounds: number,
): Promise<Measurement[]> {
  const children: { contender: string; child: ChildProcess; rounds: number[] }[] = [];
  try {
    for (const { name } of contenders) {
      const child = fork(runner, { execArgv: process.execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      children.push({ contender: name, child, rounds: [] });
      await ask(child, { prepare: { contender: name, network: network.name } });
    }
    for (let round = 0; round < rounds; round++)
      for (const { child, rounds: taken } of children) taken.push((await ask(child, { round: true })) / network.steps);
  } finally {
    for (const { child } of children) child.kill();
  }
  return children.map(({ contender, rounds: taken }) => ({ contender, network: network.name, rounds: taken }));
}

async function ask(child: ChildProcess, request: Request): Promise<number> {
  child.send(request);
  const stopped = new AbortController();
  const reply = (await Promise.race([
    once(child, 'message', { signal: stopped.signal }).then(([message]: unknown[]) => message),
    once(child, 'exit', { signal: stopped.signal }).then(([code]) => ({
      error: `the process ended with code ${code}`,
    })),
  ]).finally(() => stopped.abort())) as Reply;
  if ('error' in reply) throw new Error(reply.error);
  return reply.milliseconds;
}
