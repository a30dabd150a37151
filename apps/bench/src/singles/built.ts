/** Whether the packages are built, and as their sources are now. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../../../packages', import.meta.url));

/** Why the built packages will not do; `null` when they will. */
export function whyNotBuilt(names: readonly string[]): string | null {
  for (const name of names) {
    const entry = join(packages, name, 'dist', 'index.js');
    if (!existsSync(entry)) return `packages/${name} is not built: npm run build`;
    if (newest(join(packages, name, 'src')) > statSync(entry).mtimeMs)
      return `packages/${name} has changed since it was built: npm run build`;
  }
  return null;
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => !file.endsWith('.test.ts'));
  return Math.max(...files.map((file) => statSync(join(folder, file))).map((s) => (s.isFile() ? s.mtimeMs : 0)));
}
