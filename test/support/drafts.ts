import * as fc from 'fast-check';

const keys = fc.constantFrom(
  't',
  'tt',
  'sg',
  'd',
  'm',
  's',
  'e',
  'name',
  'text',
  'volume',
  'speed',
  'aspect',
  'playhead',
  '0',
  '1',
);
const leaf = fc.oneof(fc.jsonValue(), fc.constantFrom(0, 1, 7, -1, Infinity, '12', '35%', 'NaN', ''));

/** Any JSON, much of it with the names of a draft's fields in places where they may or may not belong. */
export const likeDraft: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  ),
})).value;

const piece = fc.record(
  {
    s: fc.oneof(fc.integer({ min: -5_000, max: 20_000_000 }), fc.double(), fc.string()),
    d: fc.oneof(fc.nat({ max: 20_000_000 }), fc.double(), fc.string()),
    m: fc.record(
      { name: fc.string({ unit: 'binary' }), text: fc.string({ unit: 'grapheme' }), volume: fc.double() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** Drafts with tracks and pieces on them, whatever those hold. */
export const drafts: fc.Arbitrary<unknown> = fc.record(
  {
    t: fc.array(fc.record({ tt: fc.constantFrom(0, 1, 7, 9), sg: fc.array(piece, { maxLength: 40 }) }), {
      maxLength: 20,
    }),
    d: fc.oneof(fc.nat(), fc.double()),
    m: fc.record({ playhead: fc.oneof(fc.nat(), fc.double()) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['t'] },
);
