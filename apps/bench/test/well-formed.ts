/** A reader of just so much XML as a chart is made of. */

/** Whether all tags close in order, attributes are quoted, and no bare `&` or `<` stands in the text. */
export function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const token = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (const [whole, closing, name, attributes, alone, text] of xml.trim().matchAll(token)) {
    at += whole.length;
    if (/&(?!(?:amp|lt|gt|quot);)/.test(`${text ?? ''}${attributes ?? ''}`)) return false;
    if (name === undefined || alone === '/') continue;
    if (closing !== '/') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return at === xml.trim().length && open.length === 0;
}
