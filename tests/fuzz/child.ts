/** A process of its own that judges hostile models one by one: so that a fall of it, and what it takes in memory, are seen from outside. */
import { readFileSync, rmSync } from 'node:fs';
import { judge, type Verdict } from './judge.ts';
import { unpack, type Packed } from './packed.ts';

/** What the parent is told: which file is next, what became of it, and that there is room for more, or none. */
export type Message =
  | { readonly kind: 'next'; readonly index: number }
  | { readonly kind: 'done'; readonly index: number; readonly verdict: Verdict; readonly peak: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'full' };

/** Bytes by which the peak may have risen before it hides what one file takes: then the parent starts a fresh process. */
const mostHidden = 40e6;

const peakNow = (): number => process.resourceUsage().maxRSS * 1024;
const send = (message: Message): void => void process.send!(message);
let begun: number | undefined;

async function work(cases: readonly Packed[]): Promise<void> {
  for (const { index, ownClass, path, lengths } of cases) {
    send({ kind: 'next', index });
    begun ??= peakNow();
    const verdict = await judge(unpack(readFileSync(path), lengths), ownClass);
    const peak = peakNow() - begun;
    rmSync(path);
    send({ kind: 'done', index, verdict, peak });
    if (peak > mostHidden) return send({ kind: 'full' });
  }
  send({ kind: 'more' });
}

process.on('message', (cases: readonly Packed[]) => void work(cases));
send({ kind: 'more' });
