import { readFileSync, globSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { seeded } from '#test/support/random.ts';
import { anyDrafts, anyStream, anyWords } from './invariants.ts';

/**
 * A fuzzer that is led by coverage: an input that reaches a block of the product's code which none before it did is
 * kept and changed further. `npm run fuzz -- --minutes 10 --seed 1`. Prints each finding once, as a line of JSON with
 * the input, and ends with 1 where there was one.
 */
const fixtures = join(import.meta.dirname, '../fixtures');
const slowMs = 2_000;

type Target = {
  name: string;
  seeds: Buffer[];
  words: string[];
  run: (input: Buffer) => Promise<void> | void;
};

const streams = globSync('nemo/streams/**/*.sse', { cwd: fixtures }).map((file) =>
  readFileSync(join(fixtures, file)),
);
const talks = ['en', 'zh'].flatMap((locale) =>
  readFileSync(join(fixtures, `gui-talk/${locale}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from((JSON.parse(line) as { text: string }).text)),
);
const drafts = [
  '{"state":{"draft":{"t":[{"tt":0,"sg":[{"s":0,"d":5000,"m":{"name":"a.mp4","speed":2,"volume":"50%"}}]}],"d":5000}}}',
  '{"data":{"state":{"draft":"{\\"t\\":{\\"0\\":{\\"tt\\":\\"7\\",\\"sg\\":[{\\"text\\":{\\"text\\":\\"hi\\"},\\"e\\":1}]}},\\"aspect\\":\\"9:16\\"}"}}}',
].map((text) => Buffer.from(text));

const targets: Target[] = [
  {
    name: 'stream',
    seeds: streams.filter(({ length }) => length < 8_000),
    words: [
      'data:',
      '\n\n',
      '\r\n',
      'event: error\n',
      '"partial":true',
      '"errorCode":"STOP"',
      '"parts":[',
      '}',
      '\\ud83d',
    ],
    run: (input) => anyStream(input, [3, 11, 100, 257]),
  },
  {
    name: 'draft',
    seeds: drafts,
    words: [
      '"t":',
      '"sg":',
      '[',
      ']',
      '{',
      '}',
      '"m":',
      'null',
      '-1',
      '1e309',
      '"d":',
      '"s":',
      '"volume":',
      '\\"',
    ],
    run: (input) => {
      const text = input.toString('utf8');
      anyDrafts(text, text.split('\u0000')[1] ?? drafts[0]?.toString() ?? '');
    },
  },
  {
    name: 'words',
    seeds: talks,
    words: [
      'export',
      '导出',
      'https://',
      ' and then ',
      '"',
      '“',
      '**',
      '拖',
      '/last ',
      '\n- ',
      '。',
      'http://[',
    ],
    run: (input) => anyWords(input.toString('utf8'), input.length % 2),
  },
];

const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
};
const seed = argument('seed', Date.now() % 1e9);
const below = seeded(seed);
const pick = <T>(list: T[]): T => {
  const found = list[below(list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

/** One change of an input: a flipped bit, a byte, a word, a piece twice, a piece away, a piece of another input. */
function changed(input: Buffer, { words }: Target, corpus: Buffer[]): Buffer {
  const at = below(input.length + 1);
  const end = Math.min(input.length, at + below(40));
  const [head, piece, tail] = [input.subarray(0, at), input.subarray(at, end), input.subarray(end)];
  switch (below(6)) {
    case 0: {
      const copy = Buffer.from(input);
      if (at < copy.length) copy.writeUInt8(copy.readUInt8(at) ^ (1 << below(8)), at);
      return copy;
    }
    case 1:
      return Buffer.concat([head, Buffer.from([below(256)]), input.subarray(at)]);
    case 2:
      return Buffer.concat([head, Buffer.from(pick(words)), tail]);
    case 3:
      return Buffer.concat([head, ...Array.from({ length: 1 + below(30) }, () => piece), tail]);
    case 4:
      return Buffer.concat([head, tail]);
    default: {
      const other = pick(corpus);
      const from = below(other.length + 1);
      return Buffer.concat([head, other.subarray(from, from + below(200)), tail]);
    }
  }
}

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const blocks = new Set<string>();

/** Notes the blocks of the product's code that ran since the last look. Gives whether one is new. */
async function reachedNew(): Promise<boolean> {
  const before = blocks.size;
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, functions } of result) {
    if (!url.includes('/src/')) continue;
    for (const { ranges } of functions)
      for (const range of ranges)
        if (range.count > 0) blocks.add(`${url}:${range.startOffset}:${range.endOffset}`);
  }
  return blocks.size > before;
}

const until = Date.now() + argument('minutes', 10) * 60_000;
const corpora = new Map(targets.map((target) => [target, [...target.seeds]]));
const findings = new Set<string>();
let runs = 0;

async function tryOne(target: Target, input: Buffer): Promise<void> {
  // Time of the processor, not of the wall: a busy machine is no finding.
  const before = process.cpuUsage();
  let problem: string | undefined;
  try {
    await target.run(input);
  } catch (error) {
    problem =
      error instanceof Error
        ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ')
        : String(error);
  }
  const tookMs = process.cpuUsage(before).user / 1_000;
  problem ??= tookMs > slowMs ? `slow: ${target.name}` : undefined;
  if (problem !== undefined && !findings.has(problem)) {
    findings.add(problem);
    const said = { target: target.name, problem, tookMs, input: input.toString('base64').slice(0, 8_000) };
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
  runs += 1;
}

process.stdout.write(`seed ${seed}\n`);
for (const target of targets) for (const input of target.seeds) await tryOne(target, input);
await reachedNew();
while (Date.now() < until) {
  const target = pick(targets);
  const corpus = corpora.get(target) ?? [];
  let input = pick(corpus);
  for (let times = 1 + below(4); times > 0; times -= 1) input = changed(input, target, corpus);
  if (input.length > 20_000) input = input.subarray(0, 20_000);
  await tryOne(target, input);
  if (await reachedNew()) corpus.push(input);
}
const sizes = targets.map((target) => `${target.name} ${corpora.get(target)?.length}`).join(', ');
process.stdout.write(`${runs} inputs, ${blocks.size} blocks, kept: ${sizes}, ${findings.size} findings\n`);
process.exitCode = findings.size > 0 ? 1 : 0;
