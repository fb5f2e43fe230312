import { createAdkReader } from './adk.ts';
import { parseJson } from './body.ts';
import { createFrameReader, type Frame } from './frames.ts';
import type { Difference } from './probe-differences.ts';
import { kindOf } from './probe-differences.ts';
import { eventKeys, eventNames, partKeys } from './probe-documented.ts';
import { nameShown } from './probe-shape.ts';

/** What a stream was made of. */
export type StreamReport = {
  frames: number;
  heartbeats: string[];
  /** Kinds of events, as they were understood, and how many there were. */
  understood: Record<string, number>;
  /** Names alone: they become stages, and one of them asks questions. */
  tools: string[];
};

const endpoint = 'run_sse';

export async function readStream(text: string): Promise<{
  stream: StreamReport;
  differences: Difference[];
}> {
  const report: StreamReport = { frames: 0, heartbeats: [], understood: {}, tools: [] };
  const differences: Difference[] = [];
  const reader = createAdkReader();
  const frames = createFrameReader((frame) => {
    if (frame.kind === 'event' && frame.data === '' && frame.isTail) return;
    report.frames += 1;
    const events = reader.read(frame);
    for (const event of events) {
      report.understood[event.type] = (report.understood[event.type] ?? 0) + 1;
      if (event.type === 'tool') report.tools.push(nameShown(event.name));
      if (event.type === 'heartbeat') report.heartbeats.push(heartbeatForm(frame));
    }
    if (frame.kind === 'event' && events[0]?.type !== 'heartbeat') differences.push(...inFrame(frame));
  });
  frames.feed(new TextEncoder().encode(text));
  frames.end();
  return {
    stream: {
      ...report,
      tools: [...new Set(report.tools)],
      heartbeats: [...new Set(report.heartbeats)],
    },
    differences: unique(differences),
  };
}

function heartbeatForm(frame: Frame): string {
  if (frame.kind === 'comment') return 'comment';
  const name = frame.name === undefined ? '' : `event: ${nameShown(frame.name)}, `;
  return `${name}data of ${frame.data.length}`;
}

function inFrame({ name = '', data }: Extract<Frame, { kind: 'event' }>): Difference[] {
  const found: Difference[] = eventNames.has(name)
    ? []
    : [{ kind: 'event', endpoint, path: 'event', got: nameShown(name) }];
  if (data.trim() === '[DONE]') return found;
  const json = parseJson(data);
  if (typeof json !== 'object' || json === null)
    return [...found, { kind: 'not-json', endpoint, path: 'data' }];
  const event = json as Record<string, unknown>;
  found.push(...unknownKeys(event, eventKeys, ''));
  const says = ['content', 'actions', 'usageMetadata', 'errorCode', 'errorMessage', 'error', 'code'];
  const isAnything = says.some((key) => key in event || toSnake(key) in event);
  if (!isAnything) {
    const got = Object.keys(event).map(nameShown).join(', ');
    found.push({ kind: 'event', endpoint, path: 'data', got });
  }
  const content = event['content'];
  if (content === undefined || content === null) return found;
  const parts = typeof content === 'object' && 'parts' in content ? content.parts : undefined;
  if (!Array.isArray(parts)) {
    // A run that ends without a word may have no parts.
    if (parts != null || kindOf(content) !== 'object')
      found.push({ kind: 'type', endpoint, path: 'content.parts', expected: 'array', got: kindOf(parts) });
    return found;
  }
  for (const part of parts as unknown[]) {
    if (typeof part !== 'object' || part === null) {
      found.push({ kind: 'type', endpoint, path: 'content.parts', expected: 'object', got: kindOf(part) });
      continue;
    }
    found.push(...unknownKeys(part as Record<string, unknown>, partKeys, 'content.parts.'));
    if ('text' in part && part.text !== null && typeof part.text !== 'string')
      found.push({
        kind: 'type',
        endpoint,
        path: 'content.parts.text',
        expected: 'string',
        got: kindOf(part.text),
      });
  }
  return found;
}

const toCamel = (key: string): string =>
  key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const toSnake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function unknownKeys(of: Record<string, unknown>, known: ReadonlySet<string>, at: string): Difference[] {
  return Object.keys(of)
    .filter((key) => !known.has(toCamel(key)))
    .map((key) => ({ kind: 'extra', endpoint, path: `${at}${nameShown(key)}`, got: kindOf(of[key]) }));
}

/** The same in every event is said once. */
function unique(differences: Difference[]): Difference[] {
  return [...new Map(differences.map((one) => [JSON.stringify(one), one])).values()];
}
