/** Starting an engine leaves the process as it was: its listeners, and how it ends. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./listening.ts', import.meta.url));

it('leaves the listeners of the program, and none of its own', { timeout: 120_000 }, async () => {
  const args = ['--conditions=@bernoulli/source', '--import', import.meta.resolve('tsx'), program];
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => resolve({ code: error?.code, stdout, stderr }));
  });
  const [before, after, kept] = stdout.trim().split(' | ');
  expect(before).toMatch(/^0 1 /);
  expect(after).toBe(before);
  expect(kept).toBe('true');
  // With Emscripten's listeners the code is 7.
  expect(code).toBe(1);
  expect(stderr).toContain('of the program');
});
