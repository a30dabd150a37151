/** What another library says of its kinds of dropout. */

/** What is asked for. */
export interface Asked {
  readonly className: string;
  readonly rate?: number;
  readonly noiseShape?: readonly (number | null)[];
}

export interface Peer {
  readonly name: string;
  /** Draws and applies once, and gives the processor's nanoseconds for an element; `null` where the library has no such kind. */
  kindOf(asked: Asked, shape: readonly number[]): (() => Promise<number>) | null;
  end(): void;
}

/** What a piece of work takes of this process, in nanoseconds for each of so many elements. */
export async function processorTime(elements: number, work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / elements;
}
