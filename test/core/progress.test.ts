import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '#src/core/agent-event.ts';
import {
  emptyRun,
  isNews,
  looksCut,
  looksFinished,
  reduceRun,
  reportsFailure,
  shownTexts,
  type RunView,
} from '#src/core/progress.ts';

const run = (...events: AgentEvent[]): RunView => events.reduce(reduceRun, emptyRun);
const text = (words: string): AgentEvent => ({ type: 'text', text: words });
const call = (id: string, name = 'trim'): AgentEvent => ({ type: 'tool', id, name, phase: 'call' });
const result = (id: string, name = 'trim', failed = false): AgentEvent => ({
  type: 'tool',
  id,
  name,
  phase: 'result',
  failed,
});
const question: AgentEvent = {
  type: 'question',
  id: 'a',
  questions: [{ id: 'q', prompt: 'Which?', options: [] }],
};

describe('what is known of a run', () => {
  test('texts in their order, tools as they begin and end', () => {
    const view = run(text('First.'), call('a'), call('b'), call('a'), result('a'), text('Second.'));
    expect(view).toMatchObject({
      texts: ['First.', 'Second.'],
      openCalls: ['b'],
      worked: true,
      generating: false,
    });
    expect(looksCut(view)).toBe(true);
    expect(looksFinished(view)).toBe(false);
    expect(looksFinished(run(call('a'), result('a'), text('Done.')))).toBe(true);
  });

  test('a question answers its own call', () => {
    const view = run(call('a', 'ask_question'), question);
    expect(view.openCalls).toEqual([]);
    expect(view.questions).toHaveLength(1);
    expect(looksCut(view)).toBe(false);
  });

  test('generating takes two stages, and a failed first one is none', () => {
    const begun = run(call('a', 'generate_video'));
    expect(begun).toMatchObject({ generating: true, isRawReady: false });
    expect(reduceRun(begun, result('a', 'generate_video', true)).isRawReady).toBe(false);
    const raw = reduceRun(begun, result('a', 'generate_video'));
    expect(raw.isRawReady).toBe(true);
    expect(looksFinished(reduceRun(raw, text('The raw video is ready.')))).toBe(false);
  });

  test('heartbeats are no news and nothing heard; errors are kept by their codes', () => {
    expect(run({ type: 'heartbeat' })).toEqual(emptyRun);
    expect(looksCut(run({ type: 'heartbeat' }))).toBe(true);
    expect(isNews({ type: 'heartbeat' })).toBe(false);
    expect(isNews({ type: 'other' })).toBe(false);
    expect(isNews(text('Hm.'))).toBe(true);
    expect(run({ type: 'error', code: '503' }, { type: 'error' }).errors).toEqual(['503', '']);
    expect(run({ type: 'state', keys: ['draft'] }).heard).toBe(true);
  });
});

const excuses = [
  'I encountered a temporary issue.',
  'Sorry, I encountered a temporary issue. Please try again later.',
  "I'm sorry, but I’ve run into a temporary issue!",
  'It seems there was a temporary technical problem. Please try again.',
  '抱歉，我遇到了一个临时问题。请稍后再试。',
  '系统出现了暂时性故障，',
];

describe('a "temporary issue"', () => {
  test.each(excuses)('after normal output goes: %s', (excuse) => {
    expect(shownTexts(run(text('Trimmed to 8s.'), text(excuse)), false)).toEqual(['Trimmed to 8s.']);
    expect(shownTexts(run(text(`Trimmed to 8s. ${excuse}`)), false)).toEqual(['Trimmed to 8s.']);
    expect(shownTexts(run(text(excuse)), true)).toEqual([]);
  });

  test.each(excuses)('alone is a failure: %s', (excuse) => {
    expect(reportsFailure(run(text(excuse)))).toBe(true);
    expect(reportsFailure(run(text('Trimmed.'), text(excuse)))).toBe(false);
    expect(shownTexts(run(text(excuse)), false)).toEqual([excuse]);
  });

  test.each([
    'I fixed a temporary issue with the audio track.',
    'There was an echo in the room; I lowered it.',
    'I encountered a temporary issue with the first try, but the title is in now.',
    '我去掉了片中的临时字幕。',
  ])('is not what this says: %s', (words) => {
    expect(shownTexts(run(text('Trimmed.'), text(words)), true)).toEqual(['Trimmed.', words]);
    expect(reportsFailure(run(text(words)))).toBe(false);
  });

  test('errors without a word are a failure, a silent run is none', () => {
    expect(reportsFailure(run({ type: 'error', code: '503' }))).toBe(true);
    expect(reportsFailure(run(call('a'), result('a')))).toBe(false);
    expect(shownTexts(run(text('  '), text('Done. ')), false)).toEqual(['Done.']);
  });
});
