import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../runbook-runner/sandbox/ledger-export/ledger.ts';
import { changesBetween } from '../../../runbook-runner/sandbox/order-sync/config-changes.ts';
import type { Order } from '../../../runbook-runner/sandbox/order-sync/order.ts';
import { OrderBook } from '../../../runbook-runner/sandbox/order-sync/order-book.ts';
import { adapt } from '../../../runbook-runner/sandbox/order-sync/record.ts';

const order = (number: number): Order => ({
  ...{ id: `ord_${String(number).padStart(8, '0')}`, charge: 'ch_demo0001', acceptedAt: '' },
  amount: 100 + number,
});

const MOVES = [
  'settle',
  'settle again',
  'pend',
  'quarantine',
  'reject',
  'putBack',
  'release',
  'leave',
] as const;

/** What a loop, a reconciliation and an operator may do with orders, in any order. */
function play(book: OrderBook, moves: readonly (readonly [(typeof MOVES)[number], number])[]): void {
  let accepted = 0;
  for (const [move, count] of moves) {
    for (let index = 1; index <= count; index += 1) book.accept(order(accepted + index));
    accepted += count;
    for (const taken of book.backlog.take(Number.POSITIVE_INFINITY, 2)) {
      if (move === 'pend') book.pend(taken, 'cached');
      else if (move === 'quarantine') book.quarantine(taken, 'does not fit', null);
      else if (move === 'reject') book.reject(taken, 'charge-refunded');
      else if (move === 'putBack') book.putBack(taken, 0);
      else if (move === 'release') book.backlog.release(taken);
      else if (move !== 'leave') book.settle(taken, `ch_${taken.id}`, {});
      if (move === 'settle again') book.settle(taken, `ch_${taken.id}`, {});
    }
    if (count === 3) book.retryQuarantined();
    if (count === 2) for (const one of book.unsettled().slice(0, 1)) book.settle(one, `ch_${one.id}`, {});
  }
}

describe('the order book', () => {
  test('conserves counts and amounts whatever is done in whatever order', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom(...MOVES), fc.nat(3)), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (played) => {
        const book = new OrderBook();
        play(book, played);
        expect(book.totals().conserved).toBe(true);
        const settled = book.settledAfter(0, Number.POSITIVE_INFINITY);
        expect(new Set(settled.map((one) => one.order)).size).toBe(settled.length);
        expect(settled.map((one) => one.sequence)).toEqual(settled.map((_one, at) => at + 1));
      }),
      { numRuns: 300 },
    );
  });

  test('calls an order that was charged twice a doubling', () => {
    const book = new OrderBook();
    book.accept(order(1));
    book.settle(order(1), 'ch_one', {});
    book.settle(order(1), 'ch_two', {});
    expect(book.totals().conserved).toBe(false);
  });
});

describe('the ledger', () => {
  test('books every order once and in order, however pages overlap, repeat or skip', () => {
    const pages = fc.array(fc.tuple(fc.nat(20), fc.nat(6)), { maxLength: 40 });
    fc.assert(
      fc.property(pages, (asked) => {
        const ledger = new Ledger();
        const finished = Array.from({ length: 20 }, (_one, at) => ({
          sequence: at + 1,
          order: `o${at}`,
          amount: at,
        }));
        for (const [from, count] of asked) ledger.book(finished.slice(from, from + count));
        const booked = ledger.after(0, 100);
        expect(booked.map(({ order: id }) => id)).toEqual(
          finished.slice(0, booked.length).map((one) => one.order),
        );
        expect(ledger.booked.count).toBe(booked.length);
      }),
    );
  });
});

describe('configurations', () => {
  test('two values have no difference exactly when they are equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(changesBetween(one, one)).toEqual([]);
        const same = JSON.stringify(one) === JSON.stringify(other);
        if (!same && changesBetween(one, other).length === 0) expect(one).toEqual(other);
      }),
    );
  });
});

describe('field rules', () => {
  const rule = (from: string, to: string, as?: 'integer' | 'number' | 'string' | 'boolean') => [
    { from, to, ...(as === undefined ? {} : { as }) },
  ];

  test.each([
    [{ total: 5 }, rule('/total', '/amount'), {}, { amount: 5 }],
    [{ amount: '1962' }, rule('/amount', '/amount', 'integer'), {}, { amount: 1962 }],
    [{ amount: '19.62' }, rule('/amount', '/amount', 'integer'), {}, { amount: '19.62' }],
    [{ amount: '' }, rule('/amount', '/amount', 'number'), {}, { amount: '' }],
    [{ paid: 'true' }, rule('/paid', '/paid', 'boolean'), {}, { paid: true }],
    [{ price: { minor: 7 } }, rule('/price/minor', '/amount'), {}, { price: {}, amount: 7 }],
    [{ amount: 5 }, rule('/nowhere/at/all', '/amount'), {}, { amount: 5 }],
    [{ currency: null }, [], { '/currency': 'EUR' }, { currency: 'EUR' }],
    [{ currency: 'GBP' }, [], { '/currency': 'EUR' }, { currency: 'GBP' }],
    [{ 'a/b': 1 }, rule('/a~1b', '/c'), {}, { c: 1 }],
  ])('%j by %j and %j is %j', (record, mapping, defaults, result) => {
    expect(adapt(record, { mapping, defaults })).toEqual(result);
  });

  test('leave the record that they are given alone, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (record) => {
        const before = JSON.stringify(record);
        adapt(record, { mapping: rule('/a', '/b'), defaults: { '/c': 1 } });
        expect(JSON.stringify(record)).toBe(before);
      }),
    );
  });
});
