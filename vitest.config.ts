/** One vitest run over all workspaces: on few cores that is much faster than one run for each. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'tests'],
    // More workers than this only multiply the time to load the sources.
    maxWorkers: 2,
  },
});
