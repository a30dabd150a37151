/** One process after the other that judges hostile models; each is watched, and replaced when it falls, hangs or has grown. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from './child.ts';
import type { Verdict } from './judge.ts';
import type { Files } from './mutate-files.ts';
import { pack, type Packed } from './packed.ts';

export interface Case {
  readonly index: number;
  readonly files: Files;
  readonly ownClass: boolean;
  readonly what: string;
}

/** Takes a verdict, and the bytes by which the peak of the process stands above its start; `null` for a process that fell. */
export type Judged = (of: Case, verdict: Verdict | null, peak: number) => void;

/** Milliseconds without a word after which a process is taken to hang. */
const patience = 60_000;
const cases = 50;

/** Judges cases in one process until they or its memory come to an end. Gives back those that it did not come to. */
export function judgeIn(
  program: string,
  room: string,
  waiting: Iterator<Case>,
  back: Case[],
  judged: Judged,
): Promise<boolean> {
  return new Promise((resolve) => {
    const handed = new Map<number, Case>();
    let current: number | undefined;
    let ended = false;
    const child = fork(program, { execArgv: ['--max-semi-space-size=2'] });
    const kill = (): void => void child.kill('SIGKILL');
    let alarm = setTimeout(kill, patience);
    const more = (): void => {
      const packed: Packed[] = [];
      while (packed.length < cases && !ended) {
        const next = back.shift() ?? waiting.next().value;
        if (next === undefined) ended = true;
        else {
          const { bytes, lengths } = pack(next.files);
          const path = join(room, String(next.index));
          writeFileSync(path, bytes);
          handed.set(next.index, next);
          packed.push({ index: next.index, ownClass: next.ownClass, path, lengths });
        }
      }
      if (packed.length > 0) child.send(packed);
      else child.disconnect();
    };
    child.on('message', (message: Message) => {
      clearTimeout(alarm);
      alarm = setTimeout(kill, patience);
      if (message.kind === 'next') current = message.index;
      else if (message.kind === 'more') more();
      else if (message.kind === 'full') child.disconnect();
      else {
        judged(handed.get(message.index)!, message.verdict, message.peak);
        handed.delete(message.index);
        current = undefined;
      }
    });
    child.on('exit', () => {
      clearTimeout(alarm);
      if (current !== undefined) {
        judged(handed.get(current)!, null, 0);
        handed.delete(current);
      }
      back.push(...handed.values());
      resolve(ended && back.length === 0);
    });
  });
}
