import type { Meter } from '#src/core/meter.ts';
import { platformOf } from '#src/core/message.ts';
import { codeOf, isAppError } from '#src/errors.ts';
import type { Messenger, VideoAgent } from '#src/ports.ts';

/** Calls that are a stage of a turn by themselves. */
const stageOf = { upload: 'upload', uploadUrls: 'upload', send: 'edit' } as const;

/** The backend, with every call counted and timed. */
export function meterAgent(agent: VideoAgent, meter: Meter): VideoAgent {
  function count(name: keyof VideoAgent, startedAt: number, error?: unknown): void {
    const tookMs = performance.now() - startedAt;
    const code = error === undefined ? 'ok' : codeOf(error);
    meter.backendCalled({ name, code, tookMs });
    const stage = name in stageOf ? stageOf[name as keyof typeof stageOf] : undefined;
    if (stage !== undefined) meter.stageTook(stage, tookMs);
  }

  const counted =
    <A extends unknown[], T>(name: keyof VideoAgent, call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const startedAt = performance.now();
      try {
        const answer = await call(...args);
        count(name, startedAt);
        return answer;
      } catch (error) {
        count(name, startedAt, error);
        throw error;
      }
    };

  const send = counted('send', agent.send);

  return {
    anonymousToken: counted('anonymousToken', agent.anonymousToken),
    credits: counted('credits', agent.credits),
    createSession: counted('createSession', agent.createSession),
    claimLink: counted('claimLink', agent.claimLink),
    state: counted('state', agent.state),
    async send(...args) {
      meter.streams(1);
      try {
        await send(...args);
      } finally {
        meter.streams(-1);
      }
    },
    upload: counted('upload', agent.upload),
    uploadUrls: counted('uploadUrls', agent.uploadUrls),
    submitRender: counted('submitRender', agent.submitRender),
    renderStatus: counted('renderStatus', agent.renderStatus),
    openRender: counted('openRender', agent.openRender),
  };
}

/** The platforms, with every last message counted and timed. */
export function meterMessenger(messenger: Messenger, meter: Meter): Messenger {
  return {
    ...messenger,
    async post(threadKey, message, ...rest) {
      if (message.kind === 'ack' || message.kind === 'status')
        return messenger.post(threadKey, message, ...rest);
      const platform = platformOf(threadKey);
      const startedAt = performance.now();
      try {
        const messageId = await messenger.post(threadKey, message, ...rest);
        meter.delivered(platform, 'delivered');
        meter.stageTook('delivery', performance.now() - startedAt);
        return messageId;
      } catch (error) {
        const isForGood = isAppError(error, 'chat.gone') || isAppError(error, 'chat.refused');
        meter.delivered(platform, isForGood ? 'given-up' : 'put-off');
        throw error;
      }
    },
  };
}
