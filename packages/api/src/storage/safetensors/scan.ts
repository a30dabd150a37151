/** Finds in JSON text what `JSON.parse` hides: keys written twice, numbers not written as whole numbers, and broken text. */
import { reject } from './format.ts';

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|-?[0-9][0-9.eE+-]*|true|false|null/g;
const wholeNumber = /^(?:0|[1-9][0-9]*)$/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * Checks text that `JSON.parse` has already accepted, so it need only tell tokens apart.
 *
 * A reader that keeps the first of two equal keys and one that keeps the last would see two different files;
 * and `1.0` or `1e3` is a size to JavaScript but not to readers with integer types.
 */
export function scanJson(text: string): void {
  const open: (Set<string> | null)[] = [];
  let pending: string | undefined;
  for (const [word] of text.matchAll(token)) {
    if (word === '{') open.push(new Set());
    else if (word === '[') open.push(null);
    else if (word === '}' || word === ']') open.pop();
    else if (word === ':') {
      const keys = open.at(-1);
      if (keys?.has(pending!)) reject('the header must not hold a key twice', pending);
      keys?.add(pending!);
    } else if (word.startsWith('"')) {
      pending = JSON.parse(word) as string;
      if (loneSurrogate.test(pending)) reject('the header holds half a surrogate pair', word);
    } else if (/^[-0-9]/.test(word) && !wholeNumber.test(word)) {
      reject('numbers in the header must be whole, not negative, and written as digits alone', word);
    }
  }
}
