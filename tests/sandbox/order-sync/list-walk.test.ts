// Where a walk through a list begins, goes and ends: past nothing that is still open, and never twice around.
import { beforeEach, expect, test } from 'vitest';
import type { Listed } from '../../../runbook-runner/sandbox/order-sync/followed-records.ts';
import { ListWalk } from '../../../runbook-runner/sandbox/order-sync/list-walk.ts';

const PAGE = 2;

/** A list of shipments, oldest first; a cursor is the index of the first shipment of its page. */
let list: Listed[];
let asked: (string | null)[];
let met: string[];
/** Whose records don't fit. */
const unfit = new Set<string>();
let broken: 'no' | 'loops' | 'fails' | 'refuses';
let pagesLeft: number;
beforeEach(() => {
  [list, asked, met, broken, pagesLeft] = [[], [], [], 'no', Number.POSITIVE_INFINITY];
});

const ship = (id: string, status = 'ready'): Listed => ({
  ...{ id, status },
  tracking_number: status === 'ready' ? `PC-${id}` : null,
});

const makeWalk = () =>
  new ListWalk({
    async page(cursor) {
      asked.push(cursor);
      if (broken === 'fails')
        return { ok: false, kind: 'status', detail: 'status 503', traceId: 'trace' } as const;
      if (broken === 'refuses' && cursor !== null)
        return { ok: false, kind: 'refused', detail: 'cursor-invalid', traceId: 'trace' } as const;
      const from = broken === 'loops' ? 0 : Number(cursor ?? 0);
      const next = from + PAGE < list.length ? String(from + PAGE) : null;
      const page = list.slice(from, from + PAGE);
      const shipments = page.filter(({ id }) => !unfit.has(id));
      return {
        ok: true,
        value: { shipments, whole: shipments.length === page.length, next },
        traceId: 'trace',
      };
    },
    mayAsk: async () => pagesLeft-- > 0,
    onShipment: ({ id }) => void met.push(id),
  });

const FIVE = ['a', 'b', 'c', 'd', 'e'];

test('to the end, and the next one from the last page, which may have grown', async () => {
  list = FIVE.map((id) => ship(id));
  const walk = makeWalk();
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect([met, asked, walk.pages]).toEqual([FIVE, [null, '2', '4'], 3]);
  list.push(ship('f'), ship('g'));
  asked = [];
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect(asked).toEqual(['4', '6']);
  expect(met.slice(5)).toEqual(['e', 'f', 'g']);
});

test('the next one begins at the page of the oldest shipment that is open', async () => {
  list = [ship('a'), ship('b'), ship('c', 'label_pending'), ship('d'), ship('e', 'label_pending')];
  const walk = makeWalk();
  await walk.walk();
  list[2] = ship('c');
  asked = [];
  await walk.walk();
  expect(asked).toEqual(['2', '4']);
  asked = [];
  await walk.walk();
  expect(asked).toEqual(['4']);
});

test('the next one begins at the page of a record that did not fit', async () => {
  list = FIVE.map((id) => ship(id));
  unfit.add('c');
  const walk = makeWalk();
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect(met).toEqual(['a', 'b', 'd', 'e']);
  unfit.clear();
  asked = [];
  await walk.walk();
  expect([asked, met.includes('c')]).toEqual([['2', '4'], true]);
});

test('round in circles it stops at the first shipment that it meets again, and keeps its place', async () => {
  list = FIVE.map((id) => ship(id));
  const walk = makeWalk();
  await walk.walk();
  [broken, asked] = ['loops', []];
  expect(await walk.walk()).toEqual({ end: 'circled', detail: 'a came again', traceId: 'trace' });
  expect(asked).toEqual(['4', '2']);
  [broken, asked] = ['no', []];
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect(asked).toEqual(['4']);
});

test('failed, or told to stop on the way, it keeps its place', async () => {
  list = FIVE.map((id) => ship(id));
  const walk = makeWalk();
  broken = 'fails';
  expect(await walk.walk()).toMatchObject({ end: 'failed', failed: { detail: 'status 503' } });
  [broken, pagesLeft] = ['no', 2];
  expect(await walk.walk()).toEqual({ end: 'left' });
  [asked, pagesLeft] = [[], 10];
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect(asked).toEqual([null, '2', '4']);
});

test('where its place is refused, a cursor has ended: the next one begins anew', async () => {
  list = FIVE.map((id) => ship(id));
  const walk = makeWalk();
  await walk.walk();
  broken = 'refuses';
  expect(await walk.walk()).toMatchObject({ end: 'failed', failed: { detail: 'cursor-invalid' } });
  [broken, asked] = ['no', []];
  expect(await walk.walk()).toEqual({ end: 'complete' });
  expect(asked).toEqual([null, '2', '4']);
});

test('round in circles over records of which none fits, it stops at the first page that it is led to again', async () => {
  list = FIVE.map((id) => ship(id));
  for (const id of FIVE) unfit.add(id);
  const walk = makeWalk();
  [broken, pagesLeft] = ['loops', 20];
  expect(await walk.walk()).toMatchObject({ end: 'circled', traceId: 'trace' });
  unfit.clear();
  expect(asked).toEqual([null, '2']);
});
