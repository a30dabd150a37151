/** Reads a configuration: every field checked, defaults filled in, every unknown key refused; and gives it back as plain data. */
import { fail } from '../errors.ts';
import { listed, quoted } from '../show.ts';
import { closestKey } from './closest-key.ts';
import { saved, type AnyField, type Field } from './field.ts';

/** One field for each setting of a configuration, none forgotten. */
export type Fields<C> = { readonly [K in keyof C]-?: Field<Exclude<C[K], undefined>, unknown> };

/** Any set of fields. */
export type AnyFields = Readonly<Record<string, AnyField>>;

/** Refuses fields of settings that the configuration does not have. */
type NoOther<C, F> = unknown extends C ? unknown : { readonly [K in Exclude<keyof F, keyof C>]: never };

/** What a set of fields yields. */
export type SettingsOf<F extends AnyFields> = { readonly [K in keyof F]: ReturnType<F[K]['read']> };

/**
 * The values of the fields, from the configuration or by default; `undefined` counts as absent. The fields are checked
 * against the type of the configuration: one that is forgotten, misspelt or of another type is a type error.
 *
 * @throws BernoulliError `CONFIG` for a value that breaks its rule, and for a key that no field has.
 * @example
 * ```ts
 * import { flag, readConfig, whole } from '@bernoulli/api/ir';
 * interface DenseConfig {
 *   readonly units: number;
 *   readonly useBias?: boolean | undefined;
 * }
 * const config: DenseConfig = { units: 3 };
 * readConfig('Dense', config, { units: whole(1), useBias: flag(true) }); // => { units: 3, useBias: true }
 * ```
 */
export function readConfig<C, F extends Fields<C> & AnyFields>(
  who: string,
  config: C,
  fields: F & NoOther<C, F>,
): SettingsOf<F> {
  checkKeys(who, config, Object.keys(fields));
  const given = config as Readonly<Record<string, unknown>>;
  const values: Record<string, unknown> = {};
  for (const [key, { fallback, must, read }] of Object.entries<AnyField>(fields)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    values[key] = read((value === undefined ? fallback : value) as never, { who, key, must });
  }
  return values as SettingsOf<F>;
}

/**
 * The values as plain data: what `getConfig` gives, and {@link readConfig} reads again. What is `undefined` is left out.
 *
 * @example
 * ```ts
 * import { plainConfig, text, optional, whole } from '@bernoulli/api/ir';
 * plainConfig({ units: whole(1), name: optional(text()) }, { units: 3, name: undefined }); // => { units: 3 }
 * ```
 */
export function plainConfig<F extends AnyFields>(fields: F, values: SettingsOf<F>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const value = values[key];
    if (value !== undefined) plain[key] = saved(fields[key]!, value);
  }
  return plain;
}

const channelsLast =
  'Channels are last here: leave the setting out. Where they are first, move them before the model, or begin it with ' +
  'new Permute({ dims: [2, 3, 1] }) for images, [2, 1] for sequences, [2, 3, 4, 1] for volumes';

/** Settings of Keras that have no counterpart, and what to do instead. */
const notHere: ReadonlyMap<string, string> = new Map([
  ['dataFormat', channelsLast],
  ['data_format', channelsLast],
]);

/** Fails on a key that is not known: a misspelt setting must not be silently ignored. */
export function checkKeys(who: string, config: unknown, known: readonly string[]): void {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    fail('CONFIG', { who, what: 'the config must be an object', received: config === null ? 'null' : typeof config });
  for (const key of Object.keys(config))
    if (!known.includes(key)) {
      const meant = closestKey(key, known);
      const hint = meant === undefined ? undefined : `Did you mean ${meant}?`;
      fail('CONFIG', {
        who,
        what: `there is no setting ${quoted(key)}; there are ${listed(known) || 'none'}`,
        hint: notHere.get(key) ?? hint,
      });
    }
}
