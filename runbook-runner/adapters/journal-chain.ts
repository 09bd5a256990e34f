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
