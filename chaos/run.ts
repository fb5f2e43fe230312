import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { points } from '#src/core/points.ts';
import { tinyClip } from '#test/support/media.ts';
import { seeded } from '#test/support/random.ts';
import { createCrew, type Crew } from './crew.ts';
import { createDiscordPeople } from './discord-people.ts';
import { keepBooks, type Ledger } from './ledger.ts';
import { createNews, type Person, type Said } from './said.ts';
import { setStage, type Stage } from './stage.ts';
import { tellStory, type Event } from './story.ts';
import { talk } from './talk.ts';
import { createTelegramPeople } from './telegram-people.ts';
import { makeTrouble, type Done } from './trouble.ts';
import { openWebPerson } from './web-people.ts';

export type ChaosOptions = {
  seed: number;
  kills: number;
  users: number;
  /** About how long somebody thinks before they say the next thing. */
  pauseMs: number;
  /** Called with each thing that happens, as it happens. */
  onEvent?: (line: string) => void;
};

export type Outcome = Ledger & {
  all: Said[];
  stories: string[];
  done: Done;
  passed: Crew['passed'];
};

/** Everything said has its answer by then after the last trouble, or never. */
const settleMs = 150_000;
/** Longer than a lost lock and a sweep take: what a second run would say is there by then. */
const quietMs = 12_000;
/** Within this time of a message's arrival its gateway has stored it, or was ended before. */
const storingMs = 20_000;

/** Nothing where this machine has no Redis or no PostgreSQL. */
export async function runChaos(options: ChaosOptions): Promise<Outcome | undefined> {
  const stage = await setStage(options.seed);
  if (stage === undefined) return undefined;
  const events: Event[] = [];
  const onEvent = (what: string): void => {
    events.push({ at: Date.now(), what });
    options.onEvent?.(what);
  };
  const crashes: string[] = [];
  const onCrash = (what: string): void => {
    crashes.push(what);
    onEvent(what);
  };
  const { roles, env, dir } = stage;
  const crew = await createCrew({ roles, env, logDir: dir, onEvent, onCrash });
  try {
    await Promise.all(crew.members.map((member) => crew.start(member)));
    const outcome = await play(options, stage, crew, events, onEvent);
    return { ...outcome, problems: [...outcome.problems, ...crashes.map((what) => ({ what }))] };
  } finally {
    await crew.end();
    await stage.stop();
  }
}

async function play(
  { seed, kills, users, pauseMs }: ChaosOptions,
  stage: Stage,
  crew: Crew,
  events: Event[],
  onEvent: (what: string) => void,
): Promise<Outcome> {
  const random = seeded(seed);
  const news = createNews();
  const all: Said[] = [];
  // Nobody is to run out of them.
  const paying = setInterval(() => stage.sandbox.control.setCredits(1_000_000), 3_000);
  const people = await gather(users, stage, news);
  const clip = await tinyClip();
  const over = new AbortController();
  const talks = people.map((person, n) =>
    talk({
      person,
      clip,
      pauseMs,
      news,
      over: over.signal,
      random: seeded(seed * 1_000 + n),
      note: (said) => void all.push(said),
    }),
  );
  const done = await makeTrouble({ crew, stage, random, wanted: kills, onEvent });
  onEvent('the trouble is over');
  over.abort();
  await Promise.all(talks);
  const isAnswered = ({ heard }: Said): boolean => heard.some(({ kind }) => kind === 'last');
  const isOpen = (said: Said): boolean => !isAnswered(said) && !mayBeLost(said, events);
  await news.until(() => !all.some(isOpen), settleMs);
  await untilQuiet(all);
  clearInterval(paying);
  await Promise.all(people.map((person) => person.close()));

  const database = new Client(stage.databaseUrl);
  await database.connect();
  try {
    for (const said of all) said.isLost = mayBeLost(said, events) && !(await isStored(database, said));
    const ledger = keepBooks(all, stage.sandbox.control.calls());
    for (const point of points.filter((one) => !crew.passed.has(one))) onEvent(`nobody came by "${point}"`);
    const about = ledger.problems.flatMap(({ said }) => said ?? []);
    for (const problem of ledger.problems) {
      // A render is known by its turn's message.
      const [, id] = /(render_\S+)$/.exec(problem.what) ?? [];
      const found = await database.query<{ message_id: string }>(
        'select t.message_id from reelay.renders r join reelay.turns t on t.id = r.turn_id where r.id = $1',
        [id],
      );
      const messageId = found.rows[0]?.message_id;
      about.push(...all.filter((said) => said.id !== undefined && messageId?.endsWith(said.id)));
    }
    const stories = await Promise.all(
      [
        ...new Set([
          ...about,
          ...ledger.telegramTwice,
          ...[...ledger.notPosted.values()].flatMap((of) => of.slice(0, 1)),
        ]),
      ].map((said) => tellStory(database, said, events)),
    );
    return { ...ledger, stories, done, passed: crew.passed, all };
  } finally {
    await database.end();
  }
}

function gather(users: number, stage: Stage, news: ReturnType<typeof createNews>): Promise<Person[]> {
  const onTelegram = createTelegramPeople(stage.telegram, news);
  const onDiscord = createDiscordPeople({ discord: stage.discord, news });
  return Promise.all(
    Array.from({ length: users }, async (_, n) => {
      if (n % 3 === 0) return openWebPerson(`web${n}`, stage.gateways, news);
      return n % 3 === 1 ? onTelegram(`telegram${n}`) : onDiscord(`discord${n}`);
    }),
  );
}

/** Resolves when nothing more is heard by anybody. */
async function untilQuiet(all: Said[]): Promise<void> {
  const count = (): number => all.reduce((sum, { heard }) => sum + heard.length, 0);
  for (let before = -1; before !== count();) {
    before = count();
    await sleep(quietMs);
  }
}

/** Said on Discord while its one gateway was away, or ended before the message can have been stored. */
function mayBeLost({ platform, at }: Said, events: Event[]): boolean {
  if (platform !== 'discord') return false;
  const own = events.filter(({ what }) => /^gateway-1 is |^kill -9 gateway-1/.test(what));
  const before = own.findLast((event) => event.at <= at);
  const wasAway = before !== undefined && !before.what.endsWith('is ready') && !before.what.includes('sleep');
  const ended = own.some(
    (event) => event.at > at && event.at < at + storingMs && !event.what.endsWith('is ready'),
  );
  return wasAway || ended;
}

async function isStored(database: Client, { id }: Said): Promise<boolean> {
  const found = await database.query('select 1 from reelay.turns where message_id like $1', [`%${id}`]);
  return (found.rowCount ?? 0) > 0;
}
