/** Puts a picture into a file. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '@bernoulli/api/node';

/** Writes SVG text to `path`, with the directories above it. */
export async function saveSvg(path: string, svg: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, new TextEncoder().encode(svg));
}
