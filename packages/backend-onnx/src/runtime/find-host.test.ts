import { cpu } from '@bernoulli/backend-cpu';
import { expect, it } from 'vitest';
import { findHost } from './find-host.ts';

const missing = async (): Promise<never> => {
  throw new Error('Cannot find package');
};

it('is the CPU backend where that is installed', async () => {
  expect((await findHost(undefined))?.beside.name).toBe('cpu');
  expect((await findHost('cpu'))?.beside.name).toBe('cpu');
});

it('is none where it is not, or where none is wanted', async () => {
  expect(await findHost(undefined, undefined, missing)).toBeNull();
  expect(await findHost('none')).toBeNull();
});

it('that was asked for must be there', async () => {
  await expect(findHost('cpu', undefined, missing)).rejects.toMatchObject({
    code: 'BACKEND',
    message: expect.stringContaining('npm install @bernoulli/backend-cpu') as string,
  });
});

it('must not share its memory with threads', async () => {
  const shared = cpu({ threads: 2 });
  const probe = await shared.compile((await import('../../test/training-step.ts')).predictionGraph());
  const isShared = probe.inPlace!()!.inputs['x']!.buffer instanceof SharedArrayBuffer;
  await probe.dispose();
  if (isShared) await expect(findHost(shared)).rejects.toMatchObject({ code: 'BACKEND' });
  else expect((await findHost(shared))?.beside).toBe(shared);
});
