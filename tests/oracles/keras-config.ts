/** A configuration in Keras's spelling, in ours. */

/** `sum_over_batch_size` is `sumOverBatchSize`. */
export function camel(text: string): string {
  return text.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Keys, texts such as `sum_over_batch_size`, and the layers, cells and the like that a setting may hold. */
export function fromKeras(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [camel(key), valueFromKeras(value)]));
}

function valueFromKeras(value: unknown): unknown {
  if (typeof value === 'string') return camel(value);
  if (Array.isArray(value)) return value.map(valueFromKeras);
  return typeof value === 'object' && value !== null && 'class' in value ? saved(value as KerasCase) : value;
}

/** What a case says of a thing: its class, and its configuration in Keras's spelling. */
export interface KerasCase {
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The case as our `…FromConfig` functions read it. */
export function saved(c: KerasCase): { className: string; config: Record<string, unknown> } {
  return { className: c.class, config: fromKeras(c.config) };
}
