/** What every workspace's vitest run has in common: sources instead of builds, and few workers. */
import { resolve } from 'node:path';
import { defineProject } from 'vitest/config';
import type { UserWorkspaceConfig } from 'vitest/config';

/** Our own packages are resolved to their sources, so that no test needs (or can be fooled by) a build. Workers inherit it. */
const conditions = ['@bernoulli/source', 'module', 'node', 'development|production'];

/**
 * The folder of figures that the oracle tests read, where it is not the committed one. A relative path counts from where the
 * run was started; the tests themselves run elsewhere.
 */
const oracles = process.env['BERNOULLI_ORACLES'];
const env = oracles ? { BERNOULLI_ORACLES: resolve(oracles) } : {};

/** The configuration of one workspace, under the name that reports show; `setupFiles` run before each test file. */
export function workspaceTests(name: string, { setupFiles = [] as string[] } = {}): UserWorkspaceConfig {
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      setupFiles,
      include: ['**/*.test.ts'],
      environment: 'node',
      env,
      // Processes, not threads: native addons and WebAssembly engines do not all survive a worker's end.
      pool: 'forks',
      testTimeout: 30_000,
      // A test that looks at nothing proves nothing.
      expect: { requireAssertions: true },
    },
  });
}
