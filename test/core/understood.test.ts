import { expect, test } from 'vitest';
import { understand } from '#src/core/intent.ts';
import { understood } from '#src/core/understood.ts';

test('a message that is read twice is read as it is', () => {
  const message = { text: 'trim the pauses and export in 720p', attachments: 0 };
  expect(understood(message)).toEqual(understand(message));
  expect(understood(message)).toEqual(understand(message));
});

test('files beside the same words make another request of them', () => {
  const text = 'add captions';
  const without = understood({ text, attachments: 0 });
  expect(understood({ text, attachments: 2 })).toEqual(understand({ text, attachments: 2 }));
  expect(understood({ text, attachments: 2 })).not.toEqual(without);
});

test('what a reader does to its plan reaches no other reader', () => {
  const message = { text: 'add captions', attachments: 0 };
  understood(message).push({ do: 'export' });
  expect(understood(message)).toEqual(understand(message));
});
