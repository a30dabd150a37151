/** Layers that ask for their noise themselves keep it for as many steps as they are told. */
import { layerFromConfig, type Layer, type Tensor } from '@bernoulli/api';
import { expect, it } from 'vitest';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';

const layer = { className: 'Dense', config: { units: 4 } };
const kinds: readonly [className: string, config: object, inputs?: number][] = [
  ['LayerDrop', { layer, rate: 0.5 }],
  ['ShakeShake', {}, 2],
  ['PatchDropout', { rate: 0.5 }],
  ['DropKey', { rate: 0.5 }],
  ['MultiSampleDropout', { layer, rate: 0.5 }],
  ['ConcreteDropout', { layer }],
  ['DropConnect', { units: 4, rate: 0.5 }],
  ['WeightNoise', { units: 4, stddev: 0.5 }],
  ['FastDropout', { units: 4, rate: 0.5 }],
];

/** For how many steps the sites of a layer keep their draws. */
function kept(made: Layer, inputs: number): number[] {
  const trace = new Trace(modulePaths(made, 'net'), { mode: 'train' });
  (made as Layer & { apply(...xs: Tensor[]): unknown }).apply(
    ...Array.from({ length: inputs }, (_, i) => trace.input(`x${i}`, { dtype: 'f32', shape: [2, 3, 4] })),
  );
  const keys = [...trace.feeds.values()].flatMap((feed) => (feed.from === 'key' ? [feed.every] : []));
  expect(keys).toEqual([...trace.sites.values()].map(({ every }) => every));
  return keys;
}

it.each(kinds)('%s of %j', (className, config, inputs = 1) => {
  for (const every of [undefined, 7, Infinity]) {
    const made = layerFromConfig({ className, config: { ...config, every } });
    expect(new Set(kept(made, inputs))).toEqual(new Set([every ?? 1]));
    const again = layerFromConfig({ className, config: JSON.parse(JSON.stringify(made.getConfig())) });
    expect(again.getConfig()).toEqual(made.getConfig());
    expect(kept(again, inputs)).toEqual(kept(made, inputs));
  }
});
