/** Where lines for a person go: a terminal, a file, the console of a page. */

/** Where the text goes. */
export interface Screen {
  /** Whether it is a terminal, which obeys escape codes. */
  readonly isTTY: boolean;
  /** Letters in a row. Asked anew for each row: windows are made wider. Default 80. */
  readonly columns?: number | undefined;
  write(text: string): void;
}

/** As much of a process as is asked about. */
interface Process {
  readonly versions?: { readonly node?: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdout?: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
}

/** Node's standard output; the console where there is none, and in a page, whatever a bundler puts in the place of a process. */
export function standardOutput(): Screen {
  const { process, document } = globalThis as { process?: Process; document?: unknown };
  const stdout = process?.stdout;
  if (stdout === undefined || process?.versions?.node === undefined || document !== undefined)
    return { isTTY: false, write: (text) => console.log(text.trimEnd()) };
  return {
    isTTY: stdout.isTTY === true && process.env?.['TERM'] !== 'dumb',
    get columns() {
      return stdout.columns;
    },
    write: (text) => void stdout.write(text),
  };
}
