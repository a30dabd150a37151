/** What is made of a training step, printed: a change of the cut shows here. */
import { print } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { trainingGraph } from './training-step.ts';
import { partition, type Place } from '../src/partition/partition.ts';

const cut = partition(trainingGraph(), 'host');
const where = ({ room, end, name }: Place): string => `${room} ${end} ${name}`;

it('the first piece draws the mask and looks the labels up', () => {
  expect(print(cut.before!)).toMatchSnapshot();
});

it('the last piece updates, checks and counts', () => {
  expect(print(cut.after!)).toMatchSnapshot();
});

it('between them lies what the session is fed and hands out', () => {
  const { session, inputs, outputs, first, last } = cut;
  expect({
    feeds: session.feeds.map(({ name, place }) => `${name}: ${where(place)}`),
    fetches: session.fetches.map(({ name, place }) => `${name}: ${where(place)}`),
    inputs: [...inputs].map(([name, place]) => `${name}: ${where(place)}`),
    outputs: [...outputs].map(([name, place]) => `${name}: ${where(place)}`),
    first: first.map(({ from, to }) => `${where(from)} -> ${where(to)}`),
    last: last.map(({ from, to }) => `${where(from)} -> ${where(to)}`),
  }).toMatchSnapshot();
});
