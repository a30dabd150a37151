/** PyTorch's kinds of dropout, in a process of their own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Peer } from './peer.ts';

/** What the process says first. */
type Hello = { readonly absent: string } | { readonly version: string; readonly kinds: readonly string[] };

/** `null` where there is no PyTorch. */
export async function torchKinds(python: string): Promise<Peer | null> {
  const file = fileURLToPath(new URL('./torch_kinds.py', import.meta.url));
  const child = spawn(python, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hello = await next<Hello>(lines);
  if (hello === null || 'absent' in hello) return null;
  return {
    name: `PyTorch ${hello.version}`,
    kindOf: ({ className, noiseShape }, shape) => {
      if (!hello.kinds.includes(className) || noiseShape !== undefined) return null;
      const channelsFirst = shape.length === 2 ? shape : [shape[0]!, shape.at(-1)!, ...shape.slice(1, -1)];
      return async () => {
        child.stdin.write(`${JSON.stringify([className, channelsFirst])}\n`);
        return (await next<number>(lines)) ?? Number.NaN;
      };
    },
    end: () => void child.stdin.end(),
  };
}

async function next<T>(lines: AsyncIterator<string>): Promise<T | null> {
  const { done, value } = await lines.next();
  return done ? null : (JSON.parse(value) as T);
}
