/** What of this package is built. */
import { defineConfig } from 'tsdown';
import { packageBuild } from '../../tsdown.shared.ts';

const library = packageBuild('index');

export default defineConfig({ ...library, entry: { index: 'src/index.ts', command: 'bin/command.ts' } });
