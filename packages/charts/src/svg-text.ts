/** Words in a picture that is written by hand. */

/** A line of text whose left end is at x; `middle` puts its middle there. */
export function text(
  x: number,
  y: number,
  size: number,
  colour: string,
  words: string,
  weight = 'normal',
  anchor: 'start' | 'middle' = 'start',
): string {
  const placed = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}"${placed}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
