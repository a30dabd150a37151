/** Every operator of ONNX that is read, by its name. One family, one file. */
import type { Operator } from '../node-call.ts';
import { activations } from './activations.ts';
import { operatorsOfTwo } from './arithmetic.ts';
import { attentions, flexAttention } from './attention.ts';
import { bits } from './bits.ts';
import { casts } from './cast.ts';
import { controls } from './control.ts';
import { convolutions } from './convolution.ts';
import { determinants } from './determinant.ts';
import { dropouts } from './dropout.ts';
import { elementwise } from './elementwise.ts';
import { transforms } from './fourier.ts';
import { features } from './features.ts';
import { functions } from './functions.ts';
import { gradients } from './gradient.ts';
import { indexing } from './indexing.ts';
import { linearModels } from './linear-models.ts';
import { movement } from './movement.ts';
import { vectorizers } from './ngrams.ts';
import { normalizations } from './normalization.ts';
import { optimizers } from './optimizers.ts';
import { paddings } from './padding.ts';
import { pools } from './pooling.ts';
import { powers } from './power.ts';
import { products } from './products.ts';
import { quantization } from './quantization.ts';
import { quantizedProducts } from './quantized.ts';
import { recurrents } from './recurrent-laws.ts';
import { reductions } from './reductions.ts';
import { regions } from './regions.ts';
import { resizes } from './resize.ts';
import { samplings } from './sampling.ts';
import { scans } from './scan.ts';
import { scatters } from './scatter.ts';
import { selections } from './selections.ts';
import { mixings } from './sequence-mixing.ts';
import { sequences } from './sequences.ts';
import { shapes } from './shapes.ts';
import { softmaxes } from './softmax.ts';
import { supportVectors } from './support-vectors.ts';
import { trees } from './trees.ts';
import { unfoldings } from './unfolding.ts';

export const operators: Readonly<Record<string, Operator>> = {
  ...elementwise,
  ...functions,
  ...activations,
  ...operatorsOfTwo,
  ...powers,
  ...bits,
  ...casts,
  ...reductions,
  ...scans,
  ...products,
  ...convolutions,
  ...pools,
  ...normalizations,
  ...softmaxes,
  ...dropouts,
  ...recurrents,
  ...attentions,
  ...shapes,
  ...movement,
  ...paddings,
  ...indexing,
  ...scatters,
  ...resizes,
  ...quantization,
  ...quantizedProducts,
  ...samplings,
  ...regions,
  ...transforms,
  ...selections,
  ...unfoldings,
  ...mixings,
  ...determinants,
  ...vectorizers,
  ...controls,
  ...sequences,
};

/** The operators of a domain, by the domain's name; the standard one is called ''. */
export const operatorsOf: Readonly<Record<string, Readonly<Record<string, Operator>>>> = {
  '': operators,
  'ai.onnx.ml': { ...features, ...linearModels, ...supportVectors, ...trees },
  'ai.onnx.preview': { FlexAttention: flexAttention },
  'ai.onnx.preview.training': { ...gradients, ...optimizers },
};
