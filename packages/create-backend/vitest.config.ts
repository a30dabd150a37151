/** How this workspace's tests run. */
import { workspaceTests } from '../../vitest.shared.ts';

export default workspaceTests('create-backend');
