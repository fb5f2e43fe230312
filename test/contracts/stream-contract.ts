import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '#src/core/agent-event.ts';
import type { StreamListener, VideoAgent } from '#src/ports.ts';

const session = { token: 'nmv_usr_secret', sessionId: 'sess-1', taskId: 'task-1' };

/** What `VideoAgent.send` promises to whoever listens. `open` gives an agent whose run says these texts at once, and ends. */
export function streamContract(
  name: string,
  open: (texts: string[]) => Promise<Pick<VideoAgent, 'send'>>,
): void {
  describe(`stream contract: ${name}`, () => {
    const texts = ['One.', 'Two.', 'Three.'];

    /** Follows a run, and gives what was heard in its order and what the end was. */
    async function follow(listener: Partial<StreamListener>, signal = new AbortController().signal) {
      const agent = await open(texts);
      const heard: string[] = [];
      const onOpen = async (): Promise<void> => {
        heard.push('open');
        await listener.onOpen?.();
        heard.push('opened');
      };
      const onEvent = (event: AgentEvent): void => {
        heard.push(event.type === 'text' ? event.text : event.type);
        listener.onEvent?.(event);
      };
      const end = await agent.send(session, 'trim it', { onOpen, onEvent }, signal).then(
        () => 'in good order',
        (error: unknown) => error,
      );
      return { heard, end };
    }

    test('each event comes once, in order, when the opening has been seen to', async () => {
      const onOpen = () => new Promise<void>((resolve) => setImmediate(resolve));
      expect(await follow({ onOpen })).toEqual({ heard: ['open', 'opened', ...texts], end: 'in good order' });
    });

    test('what onOpen throws is thrown as it is, and no event comes', async () => {
      const stale = new Error('stale');
      expect(await follow({ onOpen: () => Promise.reject(stale) })).toEqual({ heard: ['open'], end: stale });
    });

    test('what onEvent throws is thrown as it is, and no event follows', async () => {
      const stale = new Error('stale');
      const onEvent = (event: AgentEvent): void => {
        if (event.type === 'text' && event.text === 'Two.') throw stale;
      };
      expect(await follow({ onEvent })).toEqual({ heard: ['open', 'opened', 'One.', 'Two.'], end: stale });
    });

    test('no event follows an abort, whose reason is thrown', async () => {
      const stop = new AbortController();
      const reason = new Error('the process is stopping');
      const { heard, end } = await follow({ onEvent: () => stop.abort(reason) }, stop.signal);
      expect({ heard, end }).toEqual({ heard: ['open', 'opened', 'One.'], end: reason });
    });
  });
}
