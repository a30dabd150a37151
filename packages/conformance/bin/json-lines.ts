/** Another program that answers: a line of JSON on its standard input, a line of JSON on its standard output. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface JsonLines {
  /** One answer for one question; answers come in the order of the questions. @throws Error where the program ends, says what is no JSON, or takes too long. */
  ask(question: object, patience?: number): Promise<unknown>;
  /** Whether it is over with the program, for whichever reason. */
  readonly hasEnded: boolean;
  /** Ends the program. */
  close(): void;
}

/** As long as an answer may take: the first waits for whole libraries to load. */
const PATIENCE = 300_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a program. What it writes to standard error is shown. */
export function startJsonLines([program, ...args]: readonly [string, ...string[]]): JsonLines {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  const end = (reason: string): void => {
    ended ??= new Error(`${[program, ...args].join(' ')}: ${reason}`);
    for (const { reject } of waiting.splice(0)) reject(ended);
    child.kill();
  };
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => end(`ended with ${code ?? signal} before it answered`));
  child.stdin.on('error', (error) => end(error.message));
  createInterface({ input: child.stdout }).on('line', (line) => {
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      return end(`a line that is no JSON: ${line.slice(0, 200)}`);
    }
    const next = waiting.shift();
    if (next === undefined) end(`said more than it was asked: ${line.slice(0, 200)}`);
    else next.resolve(answer);
  });
  return {
    async ask(question, patience = PATIENCE) {
      if (ended !== undefined) throw ended;
      const timer = setTimeout(() => end(`no answer within ${patience / 1000} s`), patience);
      try {
        return await new Promise((resolve, reject) => {
          waiting.push({ resolve, reject });
          child.stdin.write(`${JSON.stringify(question)}\n`);
        });
      } finally {
        clearTimeout(timer);
      }
    },
    get hasEnded() {
      return ended !== undefined;
    },
    close: () => child.stdin.end(),
  };
}
