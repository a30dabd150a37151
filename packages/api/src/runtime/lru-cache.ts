/** A memory of a few things: what was not asked for longest is forgotten. */
export class LruCache<K, V> {
  readonly #capacity: number;
  readonly #values = new Map<K, V>();
  /** The key that was asked for last. */
  #newest: K | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of a key, made at first use. */
  get(key: K, make: () => V): V {
    const known = this.#values.get(key);
    if (known !== undefined && key === this.#newest) return known;
    const value = known ?? make();
    this.#newest = key;
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#capacity) this.#values.delete(this.#values.keys().next().value!);
    return value;
  }

  clear(): void {
    this.#values.clear();
  }
}
