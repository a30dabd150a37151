/** The tests of one workspace as the mutation runner takes them: on threads, where a program cannot change its folder. */
import { mergeConfig } from 'vitest/config';
import { workspaceTests } from './vitest.shared.ts';

const workspace = process.env['BERNOULLI_MUTATE']!;

export default mergeConfig(
  workspaceTests(workspace, { setupFiles: [`${import.meta.dirname}/vitest.relaxed-simd.ts`] }),
  {
    root: `${import.meta.dirname}/${workspace}`,
    test: { exclude: ['**/node_modules/**', '**/examples.test.ts'] },
  },
);
