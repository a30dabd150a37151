/** Layers that hold layers: which of their settings those are. */
import type * as layers from './classes.ts';

export const wrappers: Readonly<Record<string, readonly string[]>> = {
  AlphaDropout: ['rate'],
  Bidirectional: ['layer', 'backwardLayer'],
  ConcreteDropout: ['layer'],
  DropConnect: ['rate'],
  DropPath: ['rate'],
  Dropout: ['rate'],
  FastDropout: ['rate'],
  FeatureAlphaDropout: ['rate'],
  GaussianDropout: ['rate'],
  LayerDrop: ['layer', 'rate'],
  LearnedRate: ['layer'],
  LoRADense: ['rate'],
  MultiSampleDropout: ['layer', 'rate'],
  RNN: ['cell'],
  SpatialDropout1D: ['rate'],
  SpatialDropout2D: ['rate'],
  SpatialDropout3D: ['rate'],
  SpectralNormalization: ['layer'],
  StackedRNNCells: ['cells'],
  TimeDistributed: ['layer'],
  TokenDropout: ['rate'],
  Zoneout: ['cell'],
  WeightNormalization: ['layer'],
} satisfies Partial<Record<keyof typeof layers, readonly string[]>>;
