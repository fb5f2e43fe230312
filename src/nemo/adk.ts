import { hash } from 'node:crypto';
import type { AgentEvent } from '#src/core/agent-event.ts';
import { type AdkEvent, adkEvent, type FunctionCall } from './adk-schema.ts';
import { parseJson } from './body.ts';
import type { Frame } from './frames.ts';
import { toQuestions } from './questions.ts';
import { createTurnTexts } from './turn-texts.ts';

export type AdkReader = {
  read(frame: Frame): AgentEvent[];
  /** What is left to say when the stream is over, whichever way it ended. */
  end(): AgentEvent[];
};

const beat = /^(heart-?beat|keep-?alive|ping)$/i;

/** Turns the frames of one `/run_sse` stream into agent events. Holds what must be known across frames. */
export function createAdkReader(): AdkReader {
  const texts = createTurnTexts();
  const seen = new Set<string>();
  const called = new Set<string>();
  const asked = new Set<string>();

  return {
    end: () => texts.flush().map(toText),
    read(frame) {
      if (frame.kind === 'comment') return [{ type: 'heartbeat' }];
      const data = frame.data.trim();
      if (data === '' || beat.test(frame.name ?? '') || beat.test(data)) return [{ type: 'heartbeat' }];
      // Other agent servers close with this; here it means no more than the end that follows.
      if (data === '[DONE]') return [];
      const json = parseJson(data);
      const { data: event } = adkEvent.safeParse(json);
      if (event === undefined) return readUnparsable(data);
      if (isBeat(event, data)) return [{ type: 'heartbeat' }];
      if (isRepeated(event, data)) return [];
      return readEvent(event);
    },
  };

  /** Python's kit pastes messages into its error frame unescaped, so quotes in one make it no JSON. */
  function readUnparsable(data: string): AgentEvent[] {
    if (!data.includes('"error"')) return [{ type: 'other' }];
    const message = data.replace(/^\{\s*"error":\s*"?/, '').replace(/"?\s*\}$/, '');
    return [...texts.flush().map(toText), { type: 'error', message }];
  }

  /** A gateway may send a frame twice. An id alone proves nothing: one event may be split over two frames. */
  function isRepeated(event: AdkEvent, data: string): boolean {
    if (typeof event.id !== 'string') return false;
    const mark = hash('sha256', data, 'base64');
    if (seen.has(mark)) return true;
    seen.add(mark);
    return false;
  }

  function readEvent(event: AdkEvent): AgentEvent[] {
    const events = [...readTexts(event), ...readTools(event)];
    const keys = Object.keys(event.actions?.stateDelta ?? {});
    if (keys.length > 0) events.push({ type: 'state', keys });
    const error = toError(event);
    if (error !== undefined) events.push(...texts.flush(speakerOf(event)).map(toText), error);
    return events.length > 0 ? events : [{ type: 'other' }];
  }

  function readTexts(event: AdkEvent): AgentEvent[] {
    const parts = event.content?.parts ?? [];
    const text = parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join('');
    const speaker = speakerOf(event) ?? '';
    if (event.partial !== true) return texts.whole(speaker, text).map(toText);
    const piece = texts.piece(speaker, text);
    return piece === '' ? [] : [{ type: 'delta', text: piece }];
  }

  function readTools(event: AdkEvent): AgentEvent[] {
    return (event.content?.parts ?? []).flatMap(({ functionCall: call, functionResponse: answer }, at) => {
      const events: AgentEvent[] = [];
      // A call in a piece comes again in the whole: without an id of its own only the whole one counts.
      if (call && (call.id || event.partial !== true)) {
        events.push(...readCall(call, call.id ?? `${event.id ?? ''}#${at}`));
      }
      if (answer) {
        const { name, response } = answer;
        const failed = Boolean(response?.['error']) || /^(error|failed)$/i.test(String(response?.['status']));
        events.push({ type: 'tool', id: answer.id ?? name, name, phase: 'result', failed });
      }
      return events;
    });
  }

  /** The arguments may be missing in the piece and there in the whole, so a question may follow its call. */
  function readCall(call: FunctionCall, id: string): AgentEvent[] {
    const questions = asked.has(id) ? [] : toQuestions(call);
    const isNew = !called.has(id);
    called.add(id);
    if (questions.length > 0) {
      asked.add(id);
      return [{ type: 'question', id, questions }];
    }
    return isNew ? [{ type: 'tool', id, name: call.name, phase: 'call' }] : [];
  }
}

function toText(text: string): AgentEvent {
  return { type: 'text', text };
}

/** Agents may speak side by side, so pieces are joined for each alone. An error frame names nobody. */
function speakerOf({ author, branch }: AdkEvent): string | undefined {
  return author ? `${author} ${branch ?? ''}` : undefined;
}

function isBeat(event: AdkEvent, data: string): boolean {
  return /^\{\s*\}$/.test(data) || beat.test(event.type ?? '') || beat.test(event.event ?? '');
}

/** `STOP` is how a model turn ends well; as an error code it marks one without text. */
function toError(event: AdkEvent): AgentEvent | undefined {
  if (event.errorCode === 'STOP') return undefined;
  if (event.errorCode || event.errorMessage) {
    return { type: 'error', code: event.errorCode ?? undefined, message: event.errorMessage ?? undefined };
  }
  if (event.error) {
    return { type: 'error', code: event.error.code ?? undefined, message: event.error.message ?? undefined };
  }
  if (!event.author && event.code && event.code !== '0') {
    return { type: 'error', code: event.code, message: event.message ?? undefined };
  }
  return undefined;
}
