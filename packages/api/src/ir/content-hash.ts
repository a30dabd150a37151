/** A 64-bit hash of plain data: stable across machines and versions, for names and look-ups, not against an adversary. */

/** Two 32-bit mixing chains over the same words; together they are 64 bits wide. */
export class ContentHash {
  #a = 0x9e3779b9 | 0;
  #b = 0x7f4a7c15 | 0;
  #length = 0;

  /** Takes in one 32-bit word. */
  word(word: number): this {
    const a = Math.imul(this.#a ^ word, 0x85ebca6b);
    this.#a = (a << 13) | (a >>> 19);
    const b = Math.imul((this.#b + word) | 0, 0xc2b2ae35) ^ this.#a;
    this.#b = (b << 17) | (b >>> 15);
    this.#length++;
    return this;
  }

  /** Takes in a text, and where it ends. */
  text(text: string): this {
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    return this.word(-text.length - 1);
  }

  /** Takes in the bits of an array, and how many there are. */
  array(array: Float32Array | Int32Array | Uint8Array): this {
    const words = array instanceof Float32Array ? new Int32Array(array.buffer, array.byteOffset, array.length) : array;
    for (let i = 0; i < words.length; i++) this.word(words[i]!);
    return this.word(-words.length - 1);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    const [a, b] = [mix(this.#a ^ this.#length), mix(this.#b + this.#a)];
    return [a, b].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}

function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
