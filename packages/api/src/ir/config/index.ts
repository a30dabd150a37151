/** The one way to read a configuration object, for layers, dropout kinds, verbs, formats and the options of backends. */
export { field, list, nullable, optional, refuse, required, type Field, type Place } from './field.ts';
export {
  atLeast,
  axes,
  below,
  callable,
  flag,
  integer,
  name,
  number,
  oneOf,
  positive,
  rate,
  text,
  whole,
  wholeWithin,
  within,
} from './fields.ts';
export { isPathPart, PATH_PART_RULE } from './path-part.ts';
export { checkKeys, plainConfig, readConfig, type AnyFields, type Fields, type SettingsOf } from './read-config.ts';
