import { expect, test } from 'vitest';
import { ownersOf } from '../../runbook-runner/ports/debrief.ts';

test('who takes turns in two rotas is one owner, in words, after the team', () => {
  const teams = new Map([
    ['payments', { name: 'Payments', rota: { order: ['on-call-first', 'on-call-second'] } }],
    ['desk', { name: 'Desk', rota: { order: ['on-call-first'] } }],
    ['legal', { name: 'Legal' }],
  ]);
  expect([...ownersOf(teams)]).toEqual([
    ['payments', 'Payments'],
    ['on-call-first', 'on call first'],
    ['on-call-second', 'on call second'],
    ['desk', 'Desk'],
    ['legal', 'Legal'],
  ]);
});
