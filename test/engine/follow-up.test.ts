import { describe, expect, test } from 'vitest';
import type { Plan } from '#src/core/plan.ts';
import type { Turn, TurnMemory } from '#src/core/turn.ts';
import { followUp } from '#src/engine/follow-up.ts';

const edit = (text: string): Plan[number] => ({ do: 'edit', text });
const turn = (plan: Plan, memory: TurnMemory = {}, stopAt: number | null = null): Turn =>
  ({ plan, memory, step: 0, stopAt }) as Turn;
const drag = { do: 'edit', mode: 'do', text: 'Move the title to 0:02' } as const;
const exportNow = { do: 'export', mode: 'do' } as const;

describe('an edit behind an edit', () => {
  test('comes before what else was asked for, and once a turn', () => {
    const first = followUp(turn([edit('add a title'), { do: 'export' }]), [drag]);
    expect(first.plan).toEqual([edit('add a title'), edit(drag.text), { do: 'export' }]);
    expect(first.memory).toEqual({ followedUp: true });
    const second = followUp(turn([edit('add a title'), edit(drag.text)], first.memory), [
      drag,
      { ...drag, text: 'Move it back to 0:00' },
    ]);
    expect(second.plan).toBeUndefined();
  });

  test('is not what was sent already, and not for somebody who cancelled', () => {
    expect(followUp(turn([edit(drag.text)]), [drag]).plan).toBeUndefined();
    expect(followUp(turn([edit('add a title')], {}, 5), [drag, exportNow]).plan).toBeUndefined();
  });
});

describe('an export at the end', () => {
  test('is added where there is none', () => {
    expect(followUp(turn([edit('trim')]), [exportNow, drag]).plan).toEqual([
      edit('trim'),
      edit(drag.text),
      { do: 'export' },
    ]);
    expect(followUp(turn([edit('trim'), edit('mute')]), [exportNow]).plan).toEqual([
      edit('trim'),
      edit('mute'),
      { do: 'export' },
    ]);
    expect(followUp(turn([edit('trim'), { do: 'export' }]), [exportNow]).plan).toBeUndefined();
  });

  test.each([
    "trim it, but don't export yet",
    'trim it, no export please',
    '剪短一点，先不要导出',
    '剪短，别导出',
  ])('is not added after %j', (text) => {
    expect(followUp(turn([edit(text)]), [exportNow]).plan).toBeUndefined();
  });

  test('is not added where it is only offered', () => {
    expect(followUp(turn([edit('trim')]), [{ do: 'export', mode: 'offer' }, { do: 'state' }])).toEqual({
      memory: {},
    });
  });
});

test('suggestions are kept for buttons: two, short ones, each once', () => {
  const offer = (text: string) => ({ do: 'edit', mode: 'offer', text }) as const;
  const { memory, plan } = followUp(turn([edit('trim')], { offers: ['Undo'] }), [
    offer('Undo'),
    offer('x'.repeat(61)),
    offer('Generate'),
    offer('Apply'),
  ]);
  expect(memory?.offers).toEqual(['Undo', 'Generate']);
  expect(plan).toBeUndefined();
});
