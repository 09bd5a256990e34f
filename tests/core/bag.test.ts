import { expect, test } from 'vitest';
import { Bag } from '../../runbook-runner/core/bag.ts';

test('what was put in is there until it is taken out, in whatever order', () => {
  const bag = new Bag<string>();
  const takeOut = ['a', 'b', 'c', 'd'].map((one) => bag.add(one));
  takeOut[1]?.();
  takeOut[0]?.();
  expect(bag.items().sort()).toEqual(['c', 'd']);
  takeOut[3]?.();
  takeOut[2]?.();
  expect(bag.size).toBe(0);
});

test('what was taken out before is not taken out again in the place of another', () => {
  const bag = new Bag<string>();
  const takeOut = bag.add('a');
  takeOut();
  bag.add('b');
  takeOut();
  expect(bag.items()).toEqual(['b']);
});

test('the same thing may be in it twice', () => {
  const bag = new Bag<string>();
  const takeOut = bag.add('a');
  bag.add('a');
  takeOut();
  expect(bag.items()).toEqual(['a']);
});

test('what is taken one by one is gone, and cannot be taken out by who put it in', () => {
  const bag = new Bag<string>();
  const takeOut = bag.add('a');
  expect([bag.take(), bag.take()]).toEqual(['a', undefined]);
  bag.add('b');
  takeOut();
  expect(bag.items()).toEqual(['b']);
});

test('after it was cleared, nothing old takes out anything new', () => {
  const bag = new Bag<string>();
  const takeOut = bag.add('a');
  bag.clear();
  bag.add('b');
  takeOut();
  expect(bag.items()).toEqual(['b']);
});
