/** How every package is built: ES modules with types and source maps, one file for each entry of its exports map. */
import type { UserConfig } from 'tsdown';

/** @param entries the modules of the exports map, as paths below `src` without extension: `ir/index` becomes `dist/ir/index.js` */
export function packageBuild(...entries: readonly string[]): UserConfig {
  return {
    entry: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: false,
    outDir: 'dist',
    clean: true,
    sourcemap: true,
    dts: { sourcemap: true },
    tsconfig: 'tsconfig.json',
    // Whatever is not ours stays an import: node's own modules, and the other packages.
    external: [/^node:/, /^@bernoulli\//],
    failOnWarn: true,
    report: false,
  };
}
