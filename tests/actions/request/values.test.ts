import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  changesOf,
  foreign,
  patchBack,
  sameValue,
  standing,
} from '../../../runbook-runner/actions/request/values.ts';
import { mergePatch } from '../../../runbook-runner/ports/merge-patch.ts';

const name = fc.constantFrom('a', 'b', 'c/d', 'e~f');
const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 }));
const { settings } = fc.letrec((tie) => ({
  settings: fc.dictionary(name, fc.oneof({ depthSize: 'small' }, leaf, tie('settings')), { maxKeys: 4 }),
}));
const { patch } = fc.letrec((tie) => ({
  patch: fc.dictionary(name, fc.oneof({ depthSize: 'small' }, leaf, fc.constant(null), tie('patch')), {
    maxKeys: 4,
  }),
}));

test('what a patch changes can always be put back exactly', () => {
  fc.assert(
    fc.property(settings, patch, (before, change) => {
      const changes = changesOf(before, change);
      const after = mergePatch(before, change);
      expect(changes.length === 0).toBe(sameValue(before, after));
      expect(mergePatch(after, patchBack(changes))).toEqual(before);
    }),
  );
});

test('after the change nothing is foreign and all of it stands; before it, nothing stands', () => {
  fc.assert(
    fc.property(settings, patch, (before, change) => {
      const changes = changesOf(before, change);
      const after = mergePatch(before, change);
      expect(foreign(after, changes)).toEqual([]);
      expect(standing(after, changes)).toHaveLength(changes.length);
      expect(standing(before, changes)).toEqual([]);
      expect(foreign(before, changes)).toEqual([]);
    }),
  );
});
