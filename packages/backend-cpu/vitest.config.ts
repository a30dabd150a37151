/** How this workspace's tests run. */
import { mergeConfig } from 'vitest/config';
import { workspaceTests } from '../../vitest.shared.ts';

export default mergeConfig(workspaceTests('backend-cpu'), { test: { setupFiles: ['test/relaxed-simd.ts'] } });
