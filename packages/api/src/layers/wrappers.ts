/** Layers that hold layers: which of their settings those are. */
import type * as layers from './classes.ts';

export const wrappers: Readonly<Record<string, readonly string[]>> = {
  Bidirectional: ['layer', 'backwardLayer'],
  ConcreteDropout: ['layer'],
  LayerDrop: ['layer'],
  MultiSampleDropout: ['layer'],
  RNN: ['cell'],
  SpectralNormalization: ['layer'],
  TimeDistributed: ['layer'],
  Zoneout: ['cell'],
  WeightNormalization: ['layer'],
} satisfies Partial<Record<keyof typeof layers, readonly string[]>>;
