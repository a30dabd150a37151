/** PyTorch's optimizers as ours, where both mean the same. */
import { Adam, AdamW, SGD, type Optimizer } from '@bernoulli/api';

/** What a case of PyTorch says: its class, and its configuration in PyTorch's spelling. */
export interface TorchCase {
  readonly name: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface TorchConfig {
  readonly lr?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly amsgrad?: boolean;
  readonly weight_decay?: number;
}

/** The settings of each class that mean the same here, and the optimizer of a step. */
const forms: Readonly<
  Record<string, { settings: readonly (keyof TorchConfig)[]; at: (config: TorchConfig, step: number) => Optimizer }>
> = {
  SGD: {
    settings: ['lr', 'momentum', 'nesterov'],
    at: ({ lr: learningRate = 1e-3, momentum = 0, nesterov = false }) => new SGD({ learningRate, momentum, nesterov }),
  },
  Adam: {
    settings: ['lr', 'betas', 'eps', 'amsgrad'],
    at: (config, step) => new Adam(adam(config, step)),
  },
  AdamW: {
    settings: ['lr', 'betas', 'eps', 'amsgrad', 'weight_decay'],
    at: (config, step) => new AdamW({ ...adam(config, step), weightDecay: config.weight_decay ?? 0.01 }),
  },
};

/** PyTorch puts ε beside the corrected root: in our form it is another ε at every step. */
function adam(
  { lr: learningRate = 1e-3, betas = [0.9, 0.999], eps = 1e-8, amsgrad = false }: TorchConfig,
  step: number,
) {
  const [beta1, beta2] = betas;
  return { learningRate, beta1, beta2, amsgrad, epsilon: eps * Math.sqrt(1 - beta2 ** (step + 1)) };
}

/** Why a setting, or a class, is of another form there. */
const others: Readonly<Record<string, string>> = {
  dampening: 'dampening is not in our form',
  weight_decay: 'decay is added to the gradient there, taken from the weight here',
  RMSprop: 'ε stands beside the root there, under it here',
};

/** The optimizer of a step, counted from 0, or why ours has no such form. */
export function torchForm({ class: name, config }: TorchCase): ((step: number) => Optimizer) | string {
  const form = Object.hasOwn(forms, name) ? forms[name]! : undefined;
  if (form === undefined) return others[name] ?? 'not compared';
  const other = Object.keys(config).find((key) => !(form.settings as readonly string[]).includes(key));
  if (other !== undefined) return others[other] ?? `${other} is not in our form`;
  return (step) => form.at(config as TorchConfig, step);
}
