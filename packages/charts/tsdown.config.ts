/** What of this package is built. */
import { defineConfig } from 'tsdown';
import { packageBuild } from '../../tsdown.shared.ts';

export default defineConfig({
  ...packageBuild('index'),
  // Its public types name none of ECharts', whose declarations do not pass every check that a user may make.
  treeshake: { moduleSideEffects: false },
});
