import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { work, type Act } from './agent.ts';
import { draftText } from './draft.ts';
import type { FaultAction, Ledger } from './ledger.ts';
import { faultyActs } from './run-faults.ts';
import type { Account, Session, World } from './world.ts';

export type RunOptions = {
  world: World;
  ledger: Ledger;
  random: () => number;
  silentShare: number;
  guiTalkShare: number;
  /** Multiplies thinking times; 0 = none. */
  pace: number;
  heartbeatMs: number;
};

type Event = Record<string, unknown>;
type Silence = NonNullable<FaultAction['silent']>;

const heartbeats = [
  'event: heartbeat\ndata: heartbeat\n\n',
  'data:\n\n',
  ': heartbeat\n\n',
  'data: heartbeat\n\n',
  'data: {"type":"heartbeat"}\n\n',
];
const silences: Silence[] = ['skip', 'stop', 'blank', 'thought', 'nothing'];
const live = new Map<string, number>();

/** Streams one run of the agent, in the shape of ADK's Python server behind a gateway that sends heartbeats. */
export async function streamRun(
  options: RunOptions,
  run: { account: Account; session: Session; text: string; fault: FaultAction | undefined },
  out: ServerResponse,
): Promise<void> {
  const { world, ledger, pace } = options;
  const { account, session, text, fault } = run;
  const gone = new AbortController();
  if (fault?.outlives !== true) out.on('close', () => gone.abort());
  const write = (text: string): void => {
    if (!out.destroyed) out.write(text);
  };
  const concurrent = (live.get(session.id) ?? 0) + 1;
  live.set(session.id, concurrent);
  if (concurrent > 1) ledger.note((calls) => (calls.concurrentRuns += 1));
  out.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  out.flushHeaders();
  let beats = 0;
  const beat = setInterval(() => write(heartbeats[beats++ % heartbeats.length] ?? ''), options.heartbeatMs);
  const invocationId = `e-${randomUUID()}`;
  let sent = 0;
  const send = (event: Event): void => {
    const frame = `data: ${JSON.stringify({ invocationId, author: 'nemo_agent', actions: { stateDelta: {} }, ...event, id: randomUUID().slice(0, 8), timestamp: Date.now() / 1000 })}\n\n`;
    write(frame);
    if (fault?.duplicateEvents === true) write(frame);
    sent += 1;
  };
  /** Ends a stream that is to be cut, and tells whether it is. */
  const isCut = async (at: number | undefined): Promise<boolean> => {
    if (at === undefined || sent < at) return false;
    // What was sent before must arrive.
    await new Promise((resolve) => out.write(': bye\n\n', resolve));
    if (fault?.cleanCut === true) out.end();
    else out.destroy();
    return true;
  };
  const muteFrom = fault?.cutAfterEvents ?? Infinity;
  const say = (event: Event): void => {
    if (sent < muteFrom) send(event);
  };
  try {
    const acts = await actsOf(options, session, text, fault);
    if (await isCut(fault?.dieAfterEvents)) return;
    if (await neverComes(fault, send, gone.signal, () => clearInterval(beat))) return;
    for (const act of acts) {
      if (gone.signal.aborted) return;
      await sleep(fault?.thinkMs ?? 0, undefined, { signal: gone.signal });
      if (act.act === 'tool') {
        const id = `adk-${randomUUID()}`;
        say({ content: { parts: [{ functionCall: { id, name: act.name, args: {} } }], role: 'model' } });
        if (await isCut(fault?.dieAfterEvents)) return;
        await Promise.race([ledger.released('run_sse'), aborted(gone.signal)]);
        await sleep(thinking(act, options.random) * pace, undefined, { signal: gone.signal });
        session.draft = act.draft;
        account.credits -= act.cost;
        world.save();
        const stateDelta = { draft: JSON.parse(draftText(act.draft)) as unknown };
        say({
          content: {
            parts: [{ functionResponse: { id, name: act.name, response: { status: 'success' } } }],
            role: 'user',
          },
          actions: { stateDelta },
        });
      } else if (act.act === 'ask') say(asks(act.questions));
      else {
        await sleep(300 * pace, undefined, { signal: gone.signal });
        say(says(act.text));
      }
      if (await isCut(fault?.dieAfterEvents)) return;
    }
    if (await isCut(fault?.cutAfterEvents)) return;
    if (fault?.raw !== undefined) out.write(fault.raw);
    if (fault?.error !== undefined) send({ errorCode: '503', errorMessage: fault.error });
    endSilently(options, acts, fault, send);
    if (fault?.staysOpen === true) return await aborted(gone.signal);
    out.end();
  } catch (error) {
    // Whoever leaves cancels the run; that is the Python kit's way.
    if (!gone.signal.aborted) throw error;
  } finally {
    clearInterval(beat);
    live.set(session.id, (live.get(session.id) ?? 1) - 1);
  }
}

/** Streams that never come to anything. Resolves with true when the other side has given up. */
async function neverComes(
  fault: FaultAction | undefined,
  send: (event: Event) => void,
  gone: AbortSignal,
  stopBeats: () => void,
): Promise<boolean> {
  if (fault?.halfOpen === true) {
    send(says('Working on it.'));
    stopBeats();
  } else if (fault?.chatter === true) {
    while (!gone.aborted) {
      send({ usageMetadata: { promptTokenCount: 412 } });
      await sleep(20);
    }
  } else if (fault?.heartbeatsOnly !== true) return false;
  await aborted(gone);
  return true;
}

async function actsOf(
  options: RunOptions,
  session: Session,
  text: string,
  fault: FaultAction | undefined,
): Promise<Act[]> {
  const acts = await work(session, text);
  if (fault !== undefined) return faultyActs(acts, fault);
  const edited = acts.some(({ act }) => act === 'tool');
  const isQuiet = edited && options.random() < options.silentShare;
  const spoken = isQuiet ? acts.filter(({ act }) => act !== 'say') : acts;
  if (isQuiet || !edited || options.random() >= options.guiTalkShare) return spoken;
  const zh = /\p{Script=Han}/u.test(text);
  return spoken.map((act) =>
    act.act === 'say'
      ? {
          ...act,
          text: `${act.text}${zh ? '点击右上角的「导出」按钮即可下载。' : ' Click the **Export** button in the top-right corner to download it.'}`,
        }
      : act,
  );
}

/** A run without a text has one of five ends; none of them is an error. */
function endSilently(
  options: RunOptions,
  acts: Act[],
  fault: FaultAction | undefined,
  send: (event: Event) => void,
): void {
  if (fault?.silent === undefined && acts.at(-1)?.act !== 'tool') return;
  const kind = fault?.silent ?? silences[Math.floor(options.random() * silences.length)] ?? 'skip';
  if (kind === 'stop') send({ errorCode: 'STOP' });
  if (kind === 'blank') send(says(''));
  if (kind === 'thought')
    send({ content: { parts: [{ text: 'All done here.', thought: true }], role: 'model' } });
  if (kind === 'nothing') send({ usageMetadata: { promptTokenCount: 412 } });
}

function asks(asked: Extract<Act, { act: 'ask' }>['questions']): Event {
  const questions = asked.map(({ prompt, options }, at) => ({
    id: `q${at + 1}`,
    prompt,
    options: options.map((label, index) => ({ id: `o${index + 1}`, label })),
  }));
  const functionCall = { id: `adk-${randomUUID()}`, name: 'ask_question', args: { questions } };
  return { content: { parts: [{ functionCall }], role: 'model' } };
}

const says = (text: string): Event => ({
  content: { parts: [{ text }], role: 'model' },
  finishReason: 'STOP',
});

function thinking(act: Extract<Act, { act: 'tool' }>, random: () => number): number {
  return act.name === 'generate_video' ? 6_000 : 900 + random() * 1_200;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
