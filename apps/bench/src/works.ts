/** Everything that `npm run bench` times, in the order of its tables. */
import { architectures } from './architectures.ts';
import { epochOf, networkOf, type Network } from './networks.ts';
import type { Work } from './work.ts';

/** The article's: a step is little more than overhead. */
export const article = networkOf([784, 64, 10], 32);
/** Wide enough for arithmetic to count. */
export const wide = networkOf([784, 1024, 1024, 10], 128);
export const wideShared = networkOf([784, 1024, 1024, 10], 128, { sharedMasks: true });
export const wider = networkOf([784, 2048, 2048, 10], 128);
/** Many small layers: what each costs besides its arithmetic. */
export const deep = networkOf([784, ...Array.from({ length: 12 }, () => 256), 10], 64);

const train = (network: Network, group = network.name): Work => ({
  name: network.name,
  job: { kind: 'train', network },
  group,
});

/** The training of all networks once more, on MNIST. In the same rounds: what zeros there are is another matter. */
export function onMnist(folder: string): Work[] {
  return [article, deep, wide, wideShared, wider].map(({ sizes, batchSize, sharedMasks, name }) =>
    train(networkOf(sizes, batchSize, { sharedMasks, mnist: folder }), sharedMasks ? wide.name : name),
  );
}

/** The name of a network's training on MNIST. */
export function mnistName({ name }: Network): string {
  return `${name}, MNIST`;
}

/** Test accuracies of the wide network that {@link qualities} waits for. */
const TARGETS = [0.975, 0.98];
const MOST_EPOCHS = 40;

/** What a step is worth: how long it takes until the wide network knows MNIST so well. */
export function qualities(folder: string): Work[] {
  const network = networkOf(wide.sizes, wide.batchSize, { mnist: folder });
  return TARGETS.map((target) => ({
    name: qualityName(target),
    job: { kind: 'learn', network: { ...network, steps: epochOf(network) }, target, epochs: MOST_EPOCHS },
    group: qualityName(target),
  }));
}

export function qualityName(target: number): string {
  return `to ${(target * 100).toFixed(1)} % of MNIST's test, ${wide.name}`;
}

const predict = (network: Network, rows: number): Work => ({
  name: `predict ${network.name.split(',')[0]!}, ${rows} rows a call`,
  job: { kind: 'predict', network, rows },
  group: `predict ${network.name}`,
});

export const product: Work = { name: 'product 1024³', job: { kind: 'product', size: 1024 }, group: 'product' };
export const noise: Work = { name: 'dropout noise', job: { kind: 'noise', elements: 2 ** 20 }, group: 'noise' };

export const works: readonly Work[] = [
  train(article),
  train(deep),
  train(wide),
  train(wideShared, wide.name),
  train(wider),
  ...architectures.map((architecture): Work => ({
    name: architecture.name,
    job: { kind: 'architecture', architecture },
    group: architecture.name,
  })),
  predict(article, 4096),
  predict(wide, 4096),
  product,
  noise,
];
