/** What `cpu()` may be told, and what it refuses. */
import { cpu } from '@bernoulli/backend-cpu';
import { expect, it } from 'vitest';

it.each([
  [{ simd: 'fast' }, 'cpu: simd must be one of true, false, plain. Received "fast".'],
  [{ threads: 0 }, 'cpu: threads must be a whole number in [1, 64]. Received 0.'],
  [{ threads: 65 }, 'cpu: threads must be a whole number in [1, 64]. Received 65.'],
  [{ threads: null }, 'cpu: threads must be a whole number in [1, 64]. Received null.'],
  [{ grain: -1 }, 'cpu: grain must be a number of nanoseconds from 0 up. Received -1.'],
  [{ compaction: 1 }, 'cpu: compaction must be true or false. Received 1.'],
  [{ sparse: 'always' }, 'cpu: sparse must be true or false. Received "always".'],
  [
    { thread: 2 },
    /there is no setting "thread"; there are simd, threads, grain, compaction, sparse\. Did you mean threads\?$/,
  ],
  [null, 'cpu: the config must be an object. Received null.'],
])('refuses %j', (options, message) => {
  expect(() => cpu(options as never)).toThrow(message);
});

it.each([
  {},
  { simd: 'plain' },
  { simd: false, threads: 1 },
  { grain: Infinity, compaction: undefined },
  { sparse: false },
] as const)('takes %j', (options) => {
  expect(cpu(options as never).name).toBe('cpu');
});
