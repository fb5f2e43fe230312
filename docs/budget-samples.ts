import type { Messages } from '#src/i18n/index.ts';
import type { Samples } from './words-samples.ts';

export const usageSamples: Samples<Messages['usage']> = {
  range: [{ days: 1 }, { days: 7 }],
  nothing: [{ days: 1 }, { days: 30 }],
  table: [
    {
      days: 7,
      total: 35.5,
      byDay: { shown: [{ name: '2026-11-25', credits: 35.5, edits: 4, estimated: 0 }], more: 0 },
      byUser: {
        shown: [
          { name: 'discord:501000001', credits: 30, edits: 3, estimated: 1 },
          { name: '', credits: 5.5, edits: 1, estimated: 0 },
        ],
        more: 2,
      },
      byPlace: { shown: [{ name: '', credits: 35.5, edits: 4, estimated: 0 }], more: 0 },
    },
  ],
};

export const budgetSamples: Samples<Messages['budget']> = {
  today: [
    { used: 12, reserved: 0, budget: undefined, opensInMs: 0 },
    { used: 12, reserved: 10, budget: 50, opensInMs: 12_000_000 },
  ],
  todayHere: [{ used: 120, reserved: 0, budget: 500 }],
  starterEnds: [{ at: Date.UTC(2026, 10, 30, 14, 5) }],
  waitsForSlot: [
    { of: 'user', running: 5 },
    { of: 'place', running: 1 },
  ],
  generationCost: [{ usual: 100 }],
  generationAsk: [{ usual: 100, left: 40 }],
  lowBalance: [{ usual: 10 }],
};
