/** Whether JSON text may be read at all: how deep it is, and what it would take in memory, seen before anything is made of it. */

/** Bytes that a part of a value takes at most, once it is read: an object, a list, a member with a name of its own, an item. */
const cost = { object: 64, list: 64, member: 128, item: 16 };

/** What any text may take, large or small. */
const ALWAYS = 32e6;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [BRACE, BRACKET, END_BRACE, END_BRACKET] = [0x7b, 0x5b, 0x7d, 0x5d];

/**
 * What is wrong with text in UTF-8, or `null`. It may be no JSON at all: that is for `JSON.parse` to say, which may take fifty
 * times the memory of the text, and more.
 *
 * @param deepest how deeply objects and lists may be nested
 * @param known bytes that are expected on top of twice the length of the text
 */
export function boundJson(text: Uint8Array, deepest: number, known = 0): string | null {
  const most = 2 * text.length + ALWAYS + known;
  let bytes = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === QUOTE) i = endOfString(text, i);
    else if (byte === COLON) bytes += cost.member;
    else if (byte === COMMA) bytes += cost.item;
    else if (byte === BRACE || byte === BRACKET) {
      bytes += byte === BRACE ? cost.object : cost.list;
      if (++depth > deepest) return `must not be deeper than ${deepest} objects and lists in one another`;
    } else if (byte === END_BRACE || byte === END_BRACKET) depth--;
    if (bytes > most)
      return `must not hold so many parts: it would take more than ${Math.round(most / 1e6)} MB of memory`;
  }
  return null;
}

/** The position of the quote that ends a string, or the end of the text. */
function endOfString(text: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== QUOTE) i += text[i] === BACKSLASH ? 2 : 1;
  return i;
}
