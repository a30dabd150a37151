/** A process that does one job for one contender, seen from the bench. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { mark, type Prepared, type Reply, type Request, type Round } from './protocol.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Lines of complaint that are kept for the message when a process ends too early. */
const KEPT = 12;

/** Those that have not ended: none may go on alone when the bench is stopped. */
const alive = new Set<ChildProcess>();
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

export class ContenderProcess {
  readonly #child: ChildProcess;
  readonly #complaints: string[] = [];
  #waiting: ((reply: Reply) => void) | null = null;
  #ended: Reply | null = null;

  constructor({ file, args, env = {} }: Command) {
    this.#child = spawn(file, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    alive.add(this.#child);
    this.#child.stdin!.on('error', () => {});
    this.#child.on('error', (error: NodeJS.ErrnoException) =>
      this.#end(error.code === 'ENOENT' ? { absent: `${file} was not found` } : { error: error.message }),
    );
    this.#child.on('close', (code) => {
      alive.delete(this.#child);
      this.#end({ error: [`the process ended with code ${code}`, ...this.#complaints].join('\n  ') });
    });
    lines(this.#child.stdout!, (line) => {
      if (line.startsWith(mark)) this.#answer(JSON.parse(line.slice(mark.length)) as Reply);
    });
    lines(this.#child.stderr!, (line) => {
      if (this.#complaints.push(line) > KEPT) this.#complaints.shift();
    });
  }

  /** `absent` where the contender cannot take part. */
  async prepare(request: Extract<Request, { prepare: unknown }>): Promise<Prepared | { readonly absent: string }> {
    const reply = await this.#ask(request);
    if ('absent' in reply) return { absent: reply.absent };
    if (!('prepared' in reply)) throw new Error(messageOf(reply));
    return reply.prepared;
  }

  async round(atLeast: number): Promise<Round> {
    const reply = await this.#ask({ round: { atLeast } });
    if (!('round' in reply)) throw new Error(messageOf(reply));
    return reply.round;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }

  async #ask(request: Request): Promise<Reply> {
    if (this.#ended !== null) return this.#ended;
    const reply = new Promise<Reply>((resolve) => {
      this.#waiting = resolve;
    });
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return reply;
  }

  #answer(reply: Reply): void {
    this.#waiting?.(reply);
    this.#waiting = null;
  }

  #end(reply: Reply): void {
    this.#ended ??= reply;
    this.#answer(this.#ended);
  }
}

function lines(stream: Readable, take: (line: string) => void): void {
  createInterface({ input: stream }).on('line', take);
}

function messageOf(reply: Reply): string {
  return 'error' in reply ? reply.error : `an answer to something else: ${JSON.stringify(reply)}`;
}
