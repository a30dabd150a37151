/** One contender in a process of its own: it is told a network, then asked for rounds. */
import { contenders } from './contenders.ts';
import { networks } from './networks.ts';
import type { Ready } from './contenders.ts';

/** What the parent asks. */
export type Request =
  { readonly prepare: { readonly contender: string; readonly network: string } } | { readonly round: true };

/** What it is told: milliseconds of the warm-up with everything before it, or of a round. */
export type Reply = { readonly milliseconds: number } | { readonly error: string };

/** Milliseconds of rounds that are not counted: engines and compilers go on improving for a thousand steps. */
const warmUp = 1500;

let ready: Ready | undefined;

async function answer(request: Request): Promise<Reply> {
  const start = performance.now();
  if ('prepare' in request) {
    const contender = contenders.find((c) => c.name === request.prepare.contender)!;
    ready = await contender.prepare(networks.find((n) => n.name === request.prepare.network)!);
    while (performance.now() - start < warmUp) await ready.round();
  } else await ready!.round();
  return { milliseconds: performance.now() - start };
}

process.on('message', (request: Request) => {
  answer(request).then(
    (reply) => process.send!(reply),
    (error: Error) => process.send!({ error: error.message }),
  );
});
