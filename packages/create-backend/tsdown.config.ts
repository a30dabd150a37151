/** What of this package is built. */
import { defineConfig } from 'tsdown';
import { packageBuild } from '../../tsdown.shared.ts';

export default defineConfig({
  ...packageBuild('index'),
  entry: { index: 'src/index.ts', command: 'bin/command.ts' },
});
