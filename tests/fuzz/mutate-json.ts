/** Changes JSON: a value for another, a member more or less, one many times over, a key twice. */
import { hostileValue, names, withMarkers } from './hostile-values.ts';
import type { Random } from './random.ts';

/** A place in a value: the object or list that holds it, and the key there. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** The text of the value, changed in one to four places. */
export function mutateJson(value: unknown, random: Random): string {
  const root = { root: structuredClone(value) };
  for (let edits = 1 + random.below(random.once(4) ? 4 : 1); edits > 0; edits--) {
    const places = placesOf(root);
    if (places.length > 0) edit(random.pick(places), places, random);
  }
  let text = withMarkers(JSON.stringify(root.root, null, random.once(8) ? 2 : undefined) ?? '');
  if (random.once(10)) text = withKeyTwice(text, random);
  return text;
}

/** Every place in a value, or the first 5,000. */
export function placesOf(holder: object): Place[] {
  const places: Place[] = [];
  const visit = (of: object): void => {
    for (const [key, value] of Object.entries(of)) {
      places.push({ holder: of as Record<string, unknown>, key });
      if (typeof value === 'object' && value !== null && places.length < 5000) visit(value as object);
    }
  };
  visit(holder);
  return places;
}

function edit({ holder, key }: Place, places: readonly Place[], random: Random): void {
  const value = holder[key];
  switch (random.below(8)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      define(holder, random.pick(names), hostileValue(random));
      return;
    case 2: {
      const other = random.pick(places);
      holder[key] = structuredClone(other.holder[other.key]);
      return;
    }
    case 3:
      if (Array.isArray(value) && value.length > 0) {
        const times = random.once(40) ? 3000 + random.below(20_000) : random.below(30);
        holder[key] = [...value, ...Array.from({ length: times }, () => random.pick(value as unknown[]))];
        return;
      }
      break;
    case 4:
      if (typeof value === 'number') {
        holder[key] = value + random.pick([1, -1, 0.5, 1e9, -1e9]);
        return;
      }
      break;
    default:
  }
  holder[key] = hostileValue(random);
}

/** Also `__proto__`, as a key like any other. */
function define(holder: object, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function withKeyTwice(text: string, random: Random): string {
  const keys = [...text.slice(0, 20_000).matchAll(/"\w+":/g)];
  if (keys.length === 0) return text;
  const { 0: key, index } = random.pick(keys);
  return `${text.slice(0, index)}${key}${withMarkers(JSON.stringify(hostileValue(random)) ?? '0')},${text.slice(index)}`;
}
