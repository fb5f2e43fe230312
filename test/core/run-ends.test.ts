import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '#src/core/agent-event.ts';
import {
  emptyRun,
  looksCut,
  looksFinished,
  reduceRun,
  reportsFailure,
  shownTexts,
  type RunView,
} from '#src/core/progress.ts';

const text = (words: string): AgentEvent => ({ type: 'text', text: words });
const call = (name = 'trim', id = name): AgentEvent => ({ type: 'tool', id, name, phase: 'call' });
const result = (name = 'trim', failed = false): AgentEvent => ({
  type: 'tool',
  id: name,
  name,
  phase: 'result',
  failed,
});
const error = (code?: string): AgentEvent => ({ type: 'error', code });
const beat: AgentEvent = { type: 'heartbeat' };
const other: AgentEvent = { type: 'other' };
const temporary = 'I encountered a temporary issue. Please try again.';

const after = (...events: AgentEvent[]): RunView => events.reduce(reduceRun, emptyRun);

describe('a run looks finished', () => {
  test.each([
    ['after a text', [text('Done.')], true],
    ['after a tool and a text', [call(), result(), text('Done.'), beat, other], true],
    ['not without a word', [call(), result()], false],
    ['not while a tool is at work', [call(), text('Working.')], false],
    ['not before what comes with the text', [text('Let me trim it.'), call()], false],
    ['not while a text is being written', [text('One.'), { type: 'delta', text: 'Tw' } as const], false],
    ['not after an error', [text('One.'), error('503')], false],
    [
      'not with new footage: more may be added',
      [call('generate_video'), result('generate_video'), text('Ready.')],
      false,
    ],
    ['not before anything', [beat], false],
  ])('%s', (_name, events, finished) => {
    expect(looksFinished(after(...events))).toBe(finished);
  });
});

describe('a stream looks cut', () => {
  test.each([
    ['where nothing came', [], true],
    ['where only heartbeats came', [beat, beat], true],
    ['where a tool never answered', [call('a'), result('a'), call('b')], true],
    ['not where it said something', [text('Done.')], false],
    ['not where it said nothing we know', [other], false],
  ])('%s', (_name, events, cut) => {
    expect(looksCut(after(...events))).toBe(cut);
  });
});

describe('a run reports that it failed', () => {
  test.each([
    ['by an error', [error('503')], true],
    ['by a temporary issue', [text(temporary)], true],
    ['by both', [call(), result('trim', true), text(temporary), error()], true],
    ['not where it goes on to say something', [error('503'), text('I cannot trim that.')], false],
    ['not by silence', [call(), result()], false],
  ])('%s', (_name, events, failed) => {
    expect(reportsFailure(after(...events))).toBe(failed);
  });
});

describe('a "temporary issue"', () => {
  test.each([
    ['at the end of other words', ['Done.', temporary], false, ['Done.']],
    ['alone, after a change', [temporary], true, []],
    ['alone, without a change', [temporary], false, [temporary]],
    ['in the middle', [temporary, 'Done after all.'], false, [temporary, 'Done after all.']],
  ])('%s', (_name, texts, changed, shown) => {
    expect(shownTexts(after(...texts.map(text)), changed)).toEqual(shown);
  });
});

test('new footage is ready with its tool’s answer, unless that failed', () => {
  expect(after(call('generate_video')).isRawReady).toBe(false);
  expect(after(call('generate_video'), result('generate_video')).isRawReady).toBe(true);
  expect(after(call('generate_video'), result('generate_video', true)).isRawReady).toBe(false);
  expect(after(call('trim'), result('trim')).isRawReady).toBe(false);
});
