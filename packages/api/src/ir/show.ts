/** How text and values stand in a message: in one line, of bounded length, with nothing that a terminal would obey. */

/** Letters of a value that is shown. */
const LONGEST_VALUE = 300;
/** Elements of a list, or keys of an object, that are shown. */
const MOST_ITEMS = 16;
/** Names of a list of all that there are. */
const MOST_NAMES = 50;
/** Parts of a value, at any depth, that are shown: it may be deep, or hold itself. */
const MOST_PARTS = 100;

/** Control characters, line separators, and the marks that turn the direction of text. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text in one line, cut off at a length. */
export function oneLine(text: string, longest: number): string {
  const line = text.slice(0, longest + 1).replace(unsafe, escaped);
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** A key or a name between quotes, as in JSON. */
export function quoted(text: string): string {
  return oneLine(JSON.stringify(text.slice(0, LONGEST_VALUE)), LONGEST_VALUE);
}

/** What somebody gave for a setting, so that the text "4" is told from the number, and what is missing from what is empty. */
export function asGiven(value: unknown): unknown {
  if (value === undefined) return 'undefined';
  return typeof value === 'string' ? quoted(value) : value;
}

/** Names in a list, no more than can be read. */
export function listed(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, MOST_NAMES).join(', ');
  return all.length > MOST_NAMES ? `${shown} and ${all.length - MOST_NAMES} more` : shown;
}

/** A value of any kind: a text as it stands, others as JSON. */
export function show(value: unknown): string {
  return oneLine(printed(value), LONGEST_VALUE);
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  let parts = 0;
  const shorten = (_: string, part: unknown): unknown => (++parts > MOST_PARTS ? '…' : shortened(part));
  try {
    const text = JSON.stringify(value, shorten) ?? String(value);
    return text === '{}' ? `${classOf(value)}{}` : text;
  } catch {
    // A getter, a proxy or a toJSON of its own that throws.
    return Object.prototype.toString.call(value);
  }
}

/** The class of an object that shows nothing else, and a space; nothing for a plain one. */
function classOf(value: unknown): string {
  const made: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof made === 'string' && made !== '' && made !== 'Object' ? `${made} ` : '';
}

/** A part of a value with no more in it than is shown. */
function shortened(part: unknown): unknown {
  if (typeof part === 'string') return part.slice(0, LONGEST_VALUE);
  if (typeof part === 'bigint') return String(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part) || (ArrayBuffer.isView(part) && 'length' in part)) {
    const { length } = part as ArrayLike<unknown>;
    if (length <= MOST_ITEMS && Array.isArray(part)) return part;
    const items: unknown[] = Array.from({ length: Math.min(length, MOST_ITEMS) }, (_, i) => (part as never)[i]);
    return length > MOST_ITEMS ? [...items, `… ${length - MOST_ITEMS} more`] : items;
  }
  const keys = Object.keys(part);
  if (keys.length <= MOST_ITEMS && keys.every((key) => key.length <= LONGEST_VALUE)) return part;
  const shown = keys.slice(0, MOST_ITEMS).map((key) => [key.slice(0, LONGEST_VALUE), (part as never)[key]]);
  return Object.fromEntries(keys.length > MOST_ITEMS ? [...shown, ['…', `${keys.length - MOST_ITEMS} more`]] : shown);
}

function escaped(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
