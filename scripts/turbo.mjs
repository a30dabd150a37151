/** Runs turbo tasks in all workspaces, cached, without telemetry or update checks: `node scripts/turbo.mjs TASK…`. */
import { fileURLToPath } from 'node:url';
import { node } from './child.mjs';
import { root, setup } from './setup.mjs';

await setup();
const turbo = fileURLToPath(new URL('../node_modules/turbo/bin/turbo', import.meta.url));
process.exitCode = await node([turbo, 'run', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
});
