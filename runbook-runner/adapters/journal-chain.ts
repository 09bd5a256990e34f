// The hash chain of the journal: each entry's hash covers the one before it and its own canonical form.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JournalEntry } from '../ports/store.ts';

/** What the first entry follows. */
export const GENESIS = '0'.repeat(64);

export const sha256 = (text: string) => hash('sha256', text, 'hex');

/** SHA-256, hexadecimal, over the previous hash and the entry in RFC 8785 form. */
export function entryHash(entry: Omit<JournalEntry, 'hash'>): string {
  const { previousHash, ...rest } = entry;
  return sha256(previousHash + (canonicalize(rest) ?? ''));
}

/** An entry that is being written; its payload is JSON in RFC 8785 form already. */
export type Draft = Omit<JournalEntry, 'hash' | 'payload'> & { readonly payload: string };

/** The same hash. Members are named here in the order of RFC 8785, so nothing must be taken apart to sort it. */
export function draftHash(entry: Draft): string {
  const { actor, at, kind, monotonicMs, payload, previousHash, sequence } = entry;
  const head = JSON.stringify({ actor, at, kind, monotonicMs }).slice(0, -1);
  return sha256(`${previousHash}${head},"payload":${payload},"sequence":${sequence}}`);
}
