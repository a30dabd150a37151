/** What is and is not a constant of a kind. */
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Ref } from '../builder.ts';
import type { Node } from '../graph.ts';
import { fillOf, isConstant, scalarOf } from './constants.ts';

const b = new GraphBuilder();
const node = ({ id }: Ref): Node => b.at(id);
const array = (...values: number[]): Node => node(b.constant(Float32Array.from(values)));
const computed = node(b.neg(b.scalar(1)));
const input = node(b.input('x', 'f32', []));

describe('a constant', () => {
  it.each<[string, Node, boolean]>([
    ['all alike', array(1, 2), true],
    ['one not', array(1, 0), false],
    ['without elements', array(), true],
    ['not, but computed from one', computed, false],
    ['not, but given', input, false],
  ])('%s', (_, it, want) => expect(isConstant(it, (v) => v > 0)).toBe(want));

  it.each<[string, Node, number | undefined]>([
    ['is full of one number', array(3, 3), 3],
    ['is full of −0', array(-0, -0), -0],
    ['is full of NaN', array(NaN, NaN), NaN],
    ['mixes 0 and −0', array(0, -0), undefined],
    ['has no elements', array(), undefined],
    ['is none', input, undefined],
  ])('that %s', (_, it, want) => expect(fillOf(it)).toBe(want));

  it('is a scalar only at rank 0', () =>
    expect([node(b.scalar(4)), array(4), computed].map(scalarOf)).toEqual([4, undefined, undefined]));
});
