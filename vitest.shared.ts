/** What every workspace's vitest run has in common: sources instead of builds, and few workers. */
import { defineProject } from 'vitest/config';
import type { UserWorkspaceConfig } from 'vitest/config';

/** Our own packages are resolved to their sources, so that no test needs (or can be fooled by) a build. Workers inherit it. */
const conditions = ['@bernoulli/source', 'module', 'node', 'development|production'];

/** The configuration of one workspace, under the name that reports show; `setupFiles` run before each test file. */
export function workspaceTests(name: string, { setupFiles = [] as string[] } = {}): UserWorkspaceConfig {
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      setupFiles,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      environment: 'node',
      // Processes, not threads: native addons and WebAssembly engines do not all survive a worker's end.
      pool: 'forks',
      testTimeout: 30_000,
    },
  });
}
