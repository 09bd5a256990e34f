import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  Job,
  Level,
  Ordered,
  Reservation,
} from '../../../runbook-runner/sandbox/order-sync/followed-records.ts';

test.each([
  ['parcelo', 'LabelJob', Job],
  ['parcelo', 'Accepted', Ordered],
  ['parcelo', 'Shipment', Ordered.shape.shipment.unwrap()],
  ['stockline', 'StockLevel', Level],
  ['stockline', 'Reservation', Reservation],
])('of %s, order-sync knows each field of %s, and no other', (name, schema, known) => {
  const document = parse(readFileSync(`src/content/contracts/${name}.openapi.yaml`, 'utf8'));
  const agreed = Object.keys(document.components.schemas[schema].properties);
  expect(Object.keys(known.shape).toSorted()).toEqual(agreed.toSorted());
});
