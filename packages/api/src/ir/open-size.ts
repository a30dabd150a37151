/**
 * Sizes that are not known yet, as numbers below 0: symbols. What follows from one by ⌊(times · size + plus) / over⌋, as the number of windows
 * along an axis does, is a symbol too, and the same one however it was arrived at.
 */

/** How a symbol follows from another. */
export interface SizeRule {
  /** The symbol that it follows from. */
  readonly of: number;
  readonly times: number;
  readonly plus: number;
  readonly over: number;
}

/** Below all symbols that stand for themselves. */
const FIRST_DERIVED = -(2 ** 40);

/** A symbol is the place of its rule: rules are kept as long as the program runs, each once. */
const rules: SizeRule[] = [];
const symbols = new Map<string, number>();

/** How a symbol follows from another; `undefined` for one that stands for itself, and for a size that is known. */
export function ruleOf(size: number): SizeRule | undefined {
  return size > FIRST_DERIVED ? undefined : rules[FIRST_DERIVED - size];
}

/** ⌊(times · size + plus) / over⌋: a number where the size is known, else a symbol. */
export function sizeFrom(
  size: number,
  { times = 1, plus = 0, over = 1 }: { readonly times?: number; readonly plus?: number; readonly over?: number },
): number {
  if (size >= 0) return Math.floor((times * size + plus) / over);
  const rule = ruleOf(size);
  // One rule for both, where there is one.
  if (rule?.over === 1) return sizeFrom(rule.of, { times: times * rule.times, plus: times * rule.plus + plus, over });
  if (rule !== undefined && times === 1)
    return sizeFrom(rule.of, { times: rule.times, plus: rule.plus + plus * rule.over, over: rule.over * over });
  const divisor = commonDivisor(times, over);
  return symbolOf({ of: size, times: times / divisor, plus: Math.floor(plus / divisor), over: over / divisor });
}

function symbolOf(rule: SizeRule): number {
  const { of, times, plus, over } = rule;
  if (times === 1 && plus === 0 && over === 1) return of;
  const key = `${of},${times},${plus},${over}`;
  const known = symbols.get(key);
  if (known !== undefined) return known;
  const symbol = FIRST_DERIVED - rules.length;
  rules.push(rule);
  symbols.set(key, symbol);
  return symbol;
}

/** The sum of two sizes; `undefined` where there is no symbol for it. */
export function addSizes(a: number, b: number): number | undefined {
  if (a >= 0 && b >= 0) return a + b;
  if (a >= 0 || b >= 0) return sizeFrom(Math.min(a, b), { plus: Math.max(a, b) });
  const [p, q] = [whole(a), whole(b)];
  if (p === undefined || q === undefined || p.of !== q.of) return undefined;
  return sizeFrom(p.of, { times: p.times + q.times, plus: p.plus + q.plus });
}

/** By how much one size is larger than another; `undefined` where that is not known. */
export function sizesApart(larger: number, smaller: number): number | undefined {
  if (larger === smaller) return 0;
  if (larger >= 0 && smaller >= 0) return larger - smaller;
  const [p, q] = [ownRule(larger), ownRule(smaller)];
  if (larger >= 0 || smaller >= 0 || p.of !== q.of || p.times !== q.times || p.over !== q.over) return undefined;
  const apart = (p.plus - q.plus) / p.over;
  return Number.isInteger(apart) ? apart : undefined;
}

/** The number of elements of a shape: a number, times symbols. */
export interface Elements {
  readonly count: number;
  /** In order. */
  readonly symbols: readonly number[];
}

export function elementsOf(shape: readonly number[]): Elements {
  let count = 1;
  const open: number[] = [];
  for (const size of shape) {
    const rule = ruleOf(size);
    const isMultiple = rule?.plus === 0 && rule.over === 1;
    count *= size >= 0 ? size : isMultiple ? rule.times : 1;
    if (size < 0) open.push(isMultiple ? rule.of : size);
  }
  return { count, symbols: open.sort((p, q) => p - q) };
}

/** The size once the symbols that stand for themselves are known; `sizeOf` says what they are. */
export function resolveSize(size: number, sizeOf: (symbol: number) => number): number {
  if (size >= 0) return size;
  const rule = ruleOf(size);
  return rule === undefined ? sizeOf(size) : sizeFrom(resolveSize(rule.of, sizeOf), rule);
}

/** A size in words, as `(height + 1) // 2`, where `//` rounds down. */
export function sizeText(size: number, nameOf: (symbol: number) => string): string {
  const rule = ruleOf(size);
  if (rule === undefined) return size >= 0 ? String(size) : nameOf(size);
  const { of, times, plus, over } = rule;
  const base = sizeText(of, nameOf);
  const product = times === 1 ? base : `${times} * ${ruleOf(of) === undefined ? base : `(${base})`}`;
  const sum = plus === 0 ? product : `${product} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
  return over === 1 ? sum : `${sum === base && ruleOf(of) === undefined ? sum : `(${sum})`} // ${over}`;
}

function ownRule(size: number): SizeRule {
  return ruleOf(size) ?? { of: size, times: 1, plus: 0, over: 1 };
}

/** The rule of a symbol that is a multiple of another, and some more. */
function whole(size: number): SizeRule | undefined {
  const rule = ownRule(size);
  return rule.over === 1 ? rule : undefined;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
