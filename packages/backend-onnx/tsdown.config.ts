/** What of this package is built. */
import { defineConfig } from 'tsdown';
import { packageBuild } from '../../tsdown.shared.ts';

const build = packageBuild('index');

// The worker's entry stands beside the index, which starts it from there.
export default defineConfig({ ...build, entry: { index: 'src/index.ts', worker: 'src/worker/worker.ts' } });
