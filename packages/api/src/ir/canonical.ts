/** One text for one plain value: keys in order, and the numbers that JSON loses (−0, NaN, ±∞) kept. */

/** The text of numbers, strings, booleans, null, and lists and records of them. */
export function canonical(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(record)
    .sort()
    .map((k) => `${k}: ${canonical(record[k])}`)
    .join(', ')}}`;
}
