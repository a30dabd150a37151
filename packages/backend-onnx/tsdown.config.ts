/** What of this package is built. */
import { defineConfig } from 'tsdown';
import { packageBuild } from '../../tsdown.shared.ts';

const build = packageBuild('index', 'node/index');

// The worker's entry stands beside the index, which starts it from there.
export default defineConfig({ ...build, entry: { ...(build.entry as object), worker: 'src/worker/worker.ts' } });
