/** What is kept of a product, multiplied by lists of what is not zero in it. */
import { minus, number, plus, times } from '../codegen/arithmetic.ts';
import { i32, select, type Instructions } from '../codegen/instructions.ts';
import { EXPECTED_SHARE, LISTED_TOGETHER, listingCost, NARROW, PANEL } from '../sparse/cost-model.ts';
import type { Side } from '../sparse/lists.ts';
import type { Epilogue, Task } from '../tasks/task.ts';
import { edgeOf, PIECES, type Axis } from './kept-axis.ts';
import { at, type Matrix } from './kept-matrix.ts';
import type { PlacedProduct } from './placed-product.ts';

/** The listed operand: how many lines it has, and whether a line is a row of it as it lies. */
export function linesOf({ m, n, kept, attrs }: PlacedProduct, side: Side): { x: Matrix; lines: Axis; byRows: boolean } {
  return side === 'a'
    ? { x: kept.a, lines: m, byRows: !attrs.transposeA }
    : { x: kept.b, lines: n, byRows: attrs.transposeB };
}

/** Lists what is not zero in one operand. */
export function listKept(product: PlacedProduct, side: Side): Task {
  const { k, list } = product;
  const { x, lines, byRows } = linesOf(product, side);
  const down = at(0, number(1), x.line);
  const [apart, along] = byRows ? [down, number(4)] : [number(4), down];
  return {
    pieces: PIECES,
    cost: 0.25 * listingCost(byRows ? 'rows' : 'columns', lines.size * k.size),
    code: ({ from, to, scratch, call }) => [
      ...[...number(x.address), ...apart, ...along, ...lines.count, ...k.count, ...number(list)],
      ...[...edgeOf(from, lines, LISTED_TOGETHER), ...edgeOf(to, lines, LISTED_TOGETHER), ...scratch],
      ...call('listNonZero'),
    ],
  };
}

/** The product of what is kept, cut into panels of the operand that is not listed. */
export function multiplyListed(product: PlacedProduct, side: Side, epilogue: Epilogue): Task {
  const { m, k, n, kept, attrs, list } = product;
  const { a, b, c } = kept;
  const cut = side === 'a' ? n : m;
  return {
    pieces: PIECES,
    cost: EXPECTED_SHARE * 0.025 * m.size * k.size * n.size + epilogue.cost,
    fine: true,
    code: ({ from, to, scratch, call }) => {
      const [low, high] = [panelEdgeOf(from, cut), panelEdgeOf(to, cut)];
      const one = number(1);
      const matrices =
        side === 'a'
          ? [number(a.address), at(b.address, low, attrs.transposeB ? b.line : one), at(c.address, low, one)]
          : [at(a.address, low, attrs.transposeA ? one : a.line), number(b.address), at(c.address, low, c.line)];
      const [rows, columns] = side === 'a' ? [m.count, minus(high, low)] : [minus(high, low), n.count];
      const rectangle =
        side === 'a' ? ([number(0), m.count, low, high] as const) : ([low, high, number(0), n.count] as const);
      return [
        ...[...number(list), ...number(side === 'a' ? 0 : 1), ...matrices.flat()],
        ...[...rows, ...k.count, ...columns, ...a.line, ...b.line, ...c.line],
        ...[...number(+attrs.transposeA), ...number(+attrs.transposeB), ...scratch, ...call('gemmSparse')],
        ...epilogue.code(...rectangle),
      ];
    },
  };
}

/** Where a piece begins: on a panel, or, behind the last whole one, on a narrow panel, so that threads can share what is left. */
export function panelEdgeOf(piece: Instructions, axis: Axis): Instructions {
  const wide = edgeOf(piece, axis, PANEL);
  const whole = times([...axis.count, ...number(PANEL), ...i32.divU], PANEL);
  return [...wide, ...edgeOf(piece, axis, NARROW), ...wide, ...plus(whole, 1), ...i32.ltU, ...select];
}
