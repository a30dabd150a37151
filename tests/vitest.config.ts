/** How the tests across packages run. */
import { workspaceTests } from '../vitest.shared.ts';

export default workspaceTests('tests', { setupFiles: ['../vitest.relaxed-simd.ts'] });
