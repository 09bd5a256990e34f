import { describe, expect, test } from 'vitest';
import { createPairings } from '../../runbook-runner/http/pairing.ts';
import { fakeClock } from './support/clock.ts';
import { verifierPair } from './support/server.ts';

const ORIGIN = 'http://127.0.0.1:4747';
const OTHER = 'http://localhost:4747';

function set() {
  const clock = fakeClock();
  const pairings = createPairings({ clock, owner: 'Ada Owner' });
  const { verifier, challenge } = verifierPair();
  const ask = (label?: string) => pairings.request({ challenge, label, origin: ORIGIN });
  const claim = (id: string, with_ = verifier, origin = ORIGIN) =>
    pairings.claim({ id, verifier: with_, origin });
  return { clock, pairings, verifier, challenge, ask, claim };
}

describe('a pairing that the terminal confirms', () => {
  test('gives one token, to who knows the verifier, for the owner', async () => {
    const { pairings, ask, claim } = set();
    const { id, words } = ask();
    expect(words).toMatch(/^[a-z]+-[a-z]+-\d{2}$/);
    pairings.confirm(id);
    const answer = await claim(id);
    expect(answer).toMatchObject({ status: 'confirmed', actor: 'Ada Owner' });
    if (answer.status !== 'confirmed') throw new Error('not confirmed');
    expect(answer.token).toMatch(/^[\w-]{43}$/);
    expect(pairings.identify(answer.token, ORIGIN)).toEqual({ actor: 'Ada Owner' });
    await expect(claim(id)).rejects.toMatchObject({ code: 'unknown_pairing' });
  });

  test('names the person as the page said and who confirmed it, or as the terminal says instead', async () => {
    const { pairings, ask, claim } = set();
    const first = ask('Grace');
    pairings.confirm(first.id);
    expect(await claim(first.id)).toMatchObject({ actor: 'Grace, paired by Ada Owner' });
    const second = ask('Grace');
    pairings.confirm(second.id, 'Grace Hopper');
    expect(await claim(second.id)).toMatchObject({ actor: 'Grace Hopper' });
  });

  test('wakes a claim that waits', async () => {
    const { pairings, ask, claim } = set();
    const { id } = ask();
    const waiting = claim(id);
    pairings.confirm(id);
    expect(await waiting).toMatchObject({ status: 'confirmed' });
  });

  test('gives one token when two claims wait for it', async () => {
    const { pairings, ask, claim } = set();
    const { id } = ask();
    const both = [claim(id), claim(id)];
    pairings.confirm(id);
    const settled = await Promise.allSettled(both);
    expect(settled.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a pairing that is not confirmed', () => {
  test('answers pending after 25 s, and is still there', async () => {
    const { clock, pairings, ask, claim } = set();
    const { id } = ask();
    const waiting = claim(id);
    clock.advance(25_000);
    expect(await waiting).toEqual({ status: 'pending' });
    expect(pairings.pending()).toHaveLength(1);
  });

  test('answers declined, once', async () => {
    const { pairings, ask, claim } = set();
    const { id } = ask();
    pairings.decline(id);
    expect(await claim(id)).toEqual({ status: 'declined' });
    expect(() => pairings.confirm(id)).toThrow('No pairing request');
  });

  test('ends after ten minutes', async () => {
    const { clock, pairings, ask, claim } = set();
    const ended: string[] = [];
    pairings.onSettled((one, how) => ended.push(`${one.words} ${how}`));
    const { id, words } = ask();
    clock.advance(600_000);
    expect(pairings.pending()).toEqual([]);
    expect(ended).toEqual([`${words} ended`]);
    await expect(claim(id)).rejects.toMatchObject({ code: 'unknown_pairing' });
  });

  test('is not prolonged by a clock that is set back', () => {
    const { clock, pairings, ask } = set();
    ask();
    clock.set(-3_600_000);
    clock.advance(600_000);
    expect(pairings.pending()).toEqual([]);
  });

  test('refuses another verifier, and another origin', async () => {
    const { pairings, ask, claim, verifier } = set();
    const { id } = ask();
    pairings.confirm(id);
    await expect(claim(id, verifierPair().verifier)).rejects.toMatchObject({ code: 'token_refused' });
    await expect(claim(id, verifier, OTHER)).rejects.toMatchObject({ code: 'token_refused' });
    expect(await claim(id)).toMatchObject({ status: 'confirmed' });
  });

  test('is one of at most eight, each with its own words', () => {
    const { ask } = set();
    const words = Array.from({ length: 8 }, () => ask().words);
    expect(new Set(words).size).toBe(8);
    expect(() => ask()).toThrow('8 browsers already wait');
  });
});

describe('a link', () => {
  test('pairs once, within a minute', () => {
    const { clock, pairings } = set();
    const link = pairings.createLink();
    expect(link.fragment).toBe(`#pair=${link.code}`);
    expect(pairings.redeem(link.code, ORIGIN)).toMatchObject({ actor: 'Ada Owner' });
    expect(() => pairings.redeem(link.code, ORIGIN)).toThrow('used before');
    const late = pairings.createLink();
    clock.advance(60_000);
    expect(() => pairings.redeem(late.code, ORIGIN)).toThrow('older than a minute');
  });

  test('is not prolonged by a clock that is set back', () => {
    const { clock, pairings } = set();
    const { code } = pairings.createLink();
    clock.set(-3_600_000);
    clock.advance(60_000);
    expect(() => pairings.redeem(code, ORIGIN)).toThrow('older than a minute');
  });
});

describe('a token', () => {
  const paired = () => {
    const made = set();
    const { token } = made.pairings.redeem(made.pairings.createLink().code, ORIGIN);
    return { ...made, token };
  };

  test('is bound to its origin', () => {
    const { pairings, token } = paired();
    expect(pairings.identify(token, OTHER)).toBeUndefined();
    expect(pairings.identify(token, undefined)).toBeUndefined();
    expect(pairings.identify(token, ORIGIN)).toBeDefined();
  });

  test('ends after twelve hours', () => {
    const { clock, pairings, token } = paired();
    clock.advance(12 * 3_600_000 - 1);
    expect(pairings.identify(token, ORIGIN)).toBeDefined();
    clock.advance(1);
    expect(pairings.identify(token, ORIGIN)).toBeUndefined();
  });

  test('is not prolonged by a clock that is set back, and ends in a sleep that only the time of day counts', () => {
    const one = paired();
    one.clock.set(-24 * 3_600_000);
    one.clock.advance(12 * 3_600_000);
    expect(one.pairings.identify(one.token, ORIGIN)).toBeUndefined();
    const other = paired();
    other.clock.set(12 * 3_600_000);
    expect(other.pairings.identify(other.token, ORIGIN)).toBeUndefined();
  });

  test('ends when it is revoked, and when the runner stops', () => {
    const one = paired();
    one.pairings.revoke(one.token);
    expect(one.pairings.identify(one.token, ORIGIN)).toBeUndefined();
    const two = paired();
    two.pairings.close();
    expect(two.pairings.identify(two.token, ORIGIN)).toBeUndefined();
  });
});
