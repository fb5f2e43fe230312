import { parseJson } from './body.ts';
import { createNemoClient, type NemoClientOptions } from './client.ts';
import { differencesOf, type Difference } from './probe-differences.ts';
import { readStream, type StreamReport } from './probe-events.ts';
import { createRecorder, type Exchange } from './probe-recorder.ts';
import { shapeOf } from './probe-shape.ts';
import { walk, type StepReport, type WalkOptions } from './probe-walk.ts';

export type ProbeReport = {
  reelay: string;
  /** The host of `NEMO_API_URL`. */
  backend: string;
  at: string;
  steps: StepReport[];
  differences: Difference[];
  streams: StreamReport[];
  /** Every answer, with kinds of values in place of values. */
  answers: { call: string; status: number; type: string; bytes: number; shape?: unknown }[];
};

export type ProbeOptions = Omit<WalkOptions, 'agent'> & Omit<NemoClientOptions, 'observe' | 'dispatcher'>;

/** Walks the backend once, and compares every answer with what is documented. The report holds no token, id or text. */
export async function probeNemo(options: ProbeOptions, signal: AbortSignal): Promise<ProbeReport> {
  const { exchanges, observe } = createRecorder();
  const agent = createNemoClient({ ...options, observe });
  try {
    const steps = await walk({ ...options, agent }, signal);
    const read: Awaited<ReturnType<typeof readStream>>[] = [];
    for (const one of exchanges) if (isStream(one)) read.push(await readStream(one.text));
    const found = [
      ...exchanges.filter((one) => !isStream(one)).flatMap(differencesOf),
      ...read.flatMap(({ differences }) => differences),
    ];
    return {
      reelay: options.version,
      backend: new URL(options.apiUrl).host,
      at: new Date(options.clock.now()).toISOString(),
      steps,
      // A render is asked for many times, and a state more than once.
      differences: [...new Map(found.map((one) => [JSON.stringify(one), one])).values()],
      streams: read.map(({ stream }) => stream),
      answers: exchanges.map(answerOf),
    };
  } finally {
    await agent.close();
  }
}

const isStream = ({ type }: Exchange): boolean => type.includes('event-stream');

function answerOf(exchange: Exchange): ProbeReport['answers'][number] {
  const { method, path, status, type, bytes, text } = exchange;
  const json = isStream(exchange) ? undefined : parseJson(text);
  const call = `${method} ${withoutIds(path)}`;
  return { call, status, type, bytes, ...(json === undefined ? {} : { shape: shapeOf(json) }) };
}

/** A path with its ids taken out: they lead to sessions and files. */
function withoutIds(path: string): string {
  return path.replace(/[^/]{20,}|[^/]*\d{4,}[^/]*/g, (part) =>
    part === 'anonymous-token' || part === 'with-session' ? part : '…',
  );
}
