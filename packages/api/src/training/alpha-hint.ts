/** A word to whoever normalizes what alpha dropout has kept normal: it runs, and undoes what the other is for. */
import { warn } from '../ir/index.ts';
import type { Built } from '../runtime/built.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

const alphaKinds: readonly string[] = ['AlphaDropout', 'FeatureAlphaDropout'];

/** Models that were looked at. */
const seen = /* @__PURE__ */ new WeakSet<Built>();

/** Says it once for a model, on the console. */
export function hintAtAlpha(runtime: ModelRuntime, who: string): void {
  const built = runtime.built(who);
  if (seen.has(built)) return;
  seen.add(built);
  const { calls } = built;
  const first = calls.findIndex(({ module }) => alphaKinds.includes(module.className));
  if (first < 0) return;
  const behind = calls.slice(first).find(({ module }) => module.className === 'BatchNormalization');
  if (behind === undefined) return;
  warn({
    who,
    at: behind.path,
    what: `BatchNormalization stands behind ${calls[first]!.module.className}, which keeps mean 0 and variance 1 by itself`,
    hint: 'Leave it out, or take Dropout',
  });
}
