/** Finds in JSON text what `JSON.parse` hides: keys written twice, numbers not written as whole numbers, and broken text. */
import { reject } from './format.ts';

const number = /[-+0-9.eE]+/y;
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
  let pending = '';
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === '"') {
      const end = endOfString(text, i);
      pending = readString(text.slice(i, end + 1));
      i = end;
    } else if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(null);
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ':') {
      const keys = open.at(-1);
      if (keys?.has(pending)) reject('the header must not hold a key twice', pending);
      keys?.add(pending);
    } else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      number.lastIndex = i;
      const word = number.exec(text)![0];
      if (!wholeNumber.test(word))
        reject('numbers in the header must be whole, not negative, and written as digits alone', word);
      i += word.length - 1;
    }
  }
}

/** The position of the quote that ends the string which starts here. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** What is written between quotes. Only an escape can stand for half a pair: the bytes were UTF-8. */
function readString(word: string): string {
  if (!word.includes('\\')) return word.slice(1, -1);
  const value = JSON.parse(word) as string;
  if (loneSurrogate.test(value)) reject('the header holds half a surrogate pair', word);
  return value;
}
