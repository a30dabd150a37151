/** Where an example's lines and files go. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@bernoulli/api/node';
import { progressOn, type Progress, type Say } from './progress.ts';

export interface Output {
  print(line: string): void;
  /** Says on stderr how far a long run is. */
  readonly progress: Say;
  /** Writes a file, says where it is, and returns its path. */
  save(name: string, content: string | Uint8Array): Promise<string>;
}

/** Lines go to the terminal, files to a directory. */
export function outputTo(
  directory = 'out',
  write: (line: string) => void = console.log,
  progress: Progress = progressOn(),
): Output {
  const print = (line: string): void => {
    progress.clear();
    write(line);
  };
  return {
    print,
    progress: progress.say,
    async save(name, content) {
      const path = join(directory, name);
      await mkdir(directory, { recursive: true });
      await writeFileAtomic(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
      print(`Wrote ${path}`);
      return path;
    },
  };
}
