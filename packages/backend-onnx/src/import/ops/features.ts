/** Operators of `ai.onnx.ml` that make features ready: what scikit-learn's scalers, imputers and encoders become. */
import { concat, type Tensor } from '@bernoulli/api';
import { numbersOf, type Numbers } from '../../proto/stored-tensor.ts';
import type { ElementType } from '../../proto/element-type.ts';
import { Foreign } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { isNaN } from './elementwise.ts';
import { wrappedIndices } from './indexing.ts';
import { isFromFront } from './known-range.ts';

const floats = (x: Tensor): Tensor => (x.dtype === 'f32' ? x : x.cast('f32'));

/** One number for each feature, or one for all, to be broadcast over the last axis. */
function perFeature(c: NodeCall, values: readonly number[], size: number, type: ElementType = 'float'): Tensor {
  if (values.length !== 1 && values.length !== size) unsupported(`${values.length} numbers for ${size} features`);
  return c.known(type, values.length === 1 ? [] : [values.length], Float64Array.from(values)).tensor;
}

/** Places of the last axis. */
function arrayFeatureExtractor(c: NodeCall): Value {
  const [x, places] = [c.input(0), c.input(1)];
  const size = x.shape.at(-1)!;
  const known = places.tryNumbers();
  if (known !== undefined && Array.from(known).some((at) => !(at >= 0 && at < size)))
    unsupported(`places that are not among ${size}`);
  const flat = places.tensor.reshape([places.shape.reduce((n, m) => n * m, 1)]);
  const picked = x.tensor.gather(wrappedIndices(flat, size), x.rank - 1);
  return c.same(x.rank === 1 ? picked.reshape([1, picked.shape[0]!]) : picked);
}

function binarizer(c: NodeCall): Value {
  const x = c.input(0);
  return c.same(
    floats(x.tensor)
      .greater(Math.fround(c.float('threshold', 0)))
      .cast(x.dtype),
  );
}

function scaler(c: NodeCall): Value {
  const x = floats(c.tensor(0));
  const size = x.shape.at(-1) ?? 1;
  const [offset, scale] = [c.floats('offset') ?? [0], c.floats('scale') ?? [1]];
  return Value.of(x.sub(perFeature(c, offset, size)).mul(perFeature(c, scale, size)), 'float');
}

function normalizer(c: NodeCall): Value {
  const x = floats(c.tensor(0));
  if (x.rank !== 1 && x.rank !== 2) unsupported(`an operand of ${x.rank} axes`);
  const norm = c.word('norm', ['MAX', 'L1', 'L2'], 'MAX');
  const last = x.rank - 1;
  // Runtimes and the reference of ONNX do not agree on what the largest of negative numbers is.
  if (norm === 'MAX' && !isFromFront(x)) unsupported('norm = MAX of numbers that may be below 0');
  const sizes = {
    MAX: () => x.max(last, true),
    L1: () => x.abs().sum(last, true),
    L2: () => x.square().sum(last, true).sqrt(),
  };
  const size = sizes[norm]();
  return Value.of(x.where(size.equal(0), x.div(size)), 'float');
}

function imputer(c: NodeCall): Value {
  const x = c.input(0);
  const isFloat = x.dtype === 'f32';
  const [given, ignored] = isFloat
    ? ['imputed_value_floats', 'imputed_value_int64s']
    : ['imputed_value_int64s', 'imputed_value_floats'];
  const values = (isFloat ? c.floats(given!) : c.ints(given!)) ?? unsupported(`${x.type} without ${given}`);
  c.ignore(ignored!, isFloat ? 'replaced_value_int64' : 'replaced_value_float');
  const missing = isFloat ? Math.fround(c.float('replaced_value_float', 0)) : c.int('replaced_value_int64', 0);
  const isMissing = Number.isNaN(missing) ? isNaN(x.tensor) : x.tensor.equal(missing);
  const instead = perFeature(c, values, x.shape.at(-1) ?? 1, isFloat ? 'float' : 'int64');
  return c.same(instead.broadcastTo(x.shape).where(isMissing, x.tensor));
}

/** A new last axis with 1 at the place of the category. One that is not in the list has none, also where the file would have it an error. */
function oneHotEncoder(c: NodeCall): Value {
  const x = c.input(0);
  if (c.texts('cats_strings')?.length) unsupported('attribute cats_strings');
  const categories = c.ints('cats_int64s') ?? unsupported('no categories');
  c.ignore('zeros');
  const list = c.known('int64', [categories.length], Float64Array.from(categories)).tensor;
  const whole = x.dtype === 'i32' ? x.tensor : x.tensor.cast('i32');
  return Value.of(
    whole
      .reshape([...x.shape, 1])
      .equal(list)
      .cast('f32'),
    'float',
  );
}

interface Mapping {
  readonly keys: readonly number[];
  readonly values: readonly number[];
  readonly otherwise: number;
  readonly type: ElementType;
}

/** Which values stand for which keys, in any of the ways that a file may say it. */
function mappingOf(c: NodeCall): Mapping {
  for (const name of ['classes_strings', 'keys_strings', 'values_strings', 'default_string'])
    if (c.has(name)) unsupported(`attribute ${name}: no backend holds texts`);
  const list = (name: string): readonly number[] | undefined => {
    const stored = c.stored(`${name}_tensor`);
    return c.ints(`${name}_int64s`) ?? c.floats(`${name}_floats`) ?? (stored && Array.from(numbersOf(stored)));
  };
  const tensor = c.stored('values_tensor');
  const type = tensor?.type ?? (c.has('values_int64s') ? 'int64' : 'float');
  const otherwise = c.stored('default_tensor');
  const [whole, real] = [c.int('default_int64', -1), c.float('default_float', -0)];
  return {
    keys: list('keys') ?? unsupported('no keys'),
    values: list('values') ?? unsupported('no values'),
    otherwise: otherwise ? numbersOf(otherwise)[0]! : type === 'int64' ? whole : real,
    type,
  };
}

/** A value for each key; keys that are not in the list have one of their own. */
function labelEncoder(c: NodeCall): Value {
  const x = c.input(0);
  const { keys, values, otherwise, type } = mappingOf(c);
  if (keys.length !== values.length) unsupported(`${keys.length} keys of ${values.length} values`);
  const asHeld = x.dtype === 'f32' ? keys.map(Math.fround) : keys;
  if (new Set(asHeld).size < keys.length) unsupported('keys that are the same');
  // Runtimes do not agree on whether NaN is found.
  if (keys.some(Number.isNaN)) unsupported('NaN as a key');
  const line = c.known(x.type, [keys.length], Float64Array.from(asHeld) as Numbers).tensor;
  const found = x.tensor.reshape([...x.shape, 1]).equal(line);
  const places = c.constant(keys.map((_, i) => i + 1));
  const place = places
    .broadcastTo([...x.shape, keys.length])
    .where(found, 0)
    .max(-1);
  const table = c.known(type, [keys.length + 1], Float64Array.of(otherwise, ...values)).tensor;
  return Value.of(table.gather(place), type);
}

/** Features side by side. */
function featureVectorizer(c: NodeCall): Value {
  const parts = c.all().map(({ tensor }) => floats(tensor));
  const sizes = c.ints('inputdimensions') ?? unsupported('no inputdimensions');
  if (parts.some((x, i) => x.rank !== 2 || x.shape[1] !== sizes[i])) unsupported('operands of other sizes');
  return Value.of(parts.length === 1 ? parts[0]! : concat(parts, 1), 'float');
}

const ofMaps: Operator = (c) => {
  c.everything();
  c.ignore('classlabels_int64s', 'classlabels_strings');
  return new Foreign('maps, which no backend holds: ask for what is mapped with { outputs }');
};

export const features: Readonly<Record<string, Operator>> = {
  ArrayFeatureExtractor: arrayFeatureExtractor,
  Binarizer: binarizer,
  FeatureVectorizer: featureVectorizer,
  Imputer: imputer,
  LabelEncoder: labelEncoder,
  Normalizer: normalizer,
  OneHotEncoder: oneHotEncoder,
  Scaler: scaler,
  ZipMap: ofMaps,
};
