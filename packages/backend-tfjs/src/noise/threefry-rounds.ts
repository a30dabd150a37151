/** Threefry-2x32-20 in words that mean the same in GLSL and in WGSL. */

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Five groups of four rounds, and what of the key is added after each. */
const GROUPS = [0, 1, 2, 3, 4];

/**
 * Statements on unsigned variables: `x` and `y`, which hold the counter's high and low word and then the random ones, and `k0`, `k1`,
 * `k2`, the words of the key and of its schedule. Source: Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011.
 */
export const threefryRounds: string = [
  'x = x + k0; y = y + k1;',
  ...GROUPS.flatMap((group) => [
    ...ROTATIONS[group % 2]!.map((by) => `x = x + y; y = ((y << ${by}u) | (y >> ${32 - by}u)) ^ x;`),
    `x = x + k${(group + 1) % 3}; y = y + k${(group + 2) % 3} + ${group + 1}u;`,
  ]),
].join('\n');
