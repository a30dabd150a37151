/** Names that paths are put together from: those of layers and of weights. */

/** What such a name must, for messages. */
export const PATH_PART_RULE = 'hold a letter or more, and no /, @, : or lone surrogate';

/** Lone surrogates are all one in UTF-8, and so would two names be. */
export function isPathPart(name: unknown): name is string {
  return typeof name === 'string' && /^[^/@:\p{Cs}]+$/u.test(name);
}
