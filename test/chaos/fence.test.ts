import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createCrew, type Crew, type Member } from '#chaos/crew.ts';
import { createNews, newSaid, type Said } from '#chaos/said.ts';
import { setStage, type Stage } from '#chaos/stage.ts';
import { createTelegramPeople } from '#chaos/telegram-people.ts';
import type { Point } from '#src/core/points.ts';
import { tinyClip } from '#test/support/media.ts';
import { leaveOut } from '#test/support/requirements.ts';

// Processes are started, and locks have to run out, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stage = await setStage(1);
if (stage === undefined) {
  test('workers that were asleep', ({ skip }) => {
    leaveOut('Redis and PostgreSQL', 'apt install redis-server postgresql');
    skip();
  });
} else onStage(stage);

function onStage({ roles, env, dir, databaseUrl, sandbox, telegram, stop }: Stage): void {
  const news = createNews();
  const newPerson = createTelegramPeople(telegram, news);
  let crew: Crew;
  let gateway: Member;
  let first: Member;
  let second: Member;
  let clip: string;

  beforeAll(async () => {
    clip = await tinyClip();
    crew = await createCrew({ roles, env, logDir: dir, onEvent: () => undefined, onCrash: () => undefined });
    const [, two, one, other] = crew.members;
    [gateway, first, second] = [two!, one!, other!];
    await crew.start(gateway);
  });
  afterEach(() => Promise.all([crew.kill(first), crew.kill(second)]));
  afterAll(async () => {
    await crew.end();
    await stop();
  });

  /** All that the database has, but for what says who is there. */
  async function stored(): Promise<Record<string, unknown[]>> {
    const client = new Client(databaseUrl);
    await client.connect();
    const rows: Record<string, unknown[]> = {};
    for (const table of ['turns', 'deliveries', 'renders', 'media', 'projects'])
      rows[table] = (await client.query(`select * from reelay.${table} order by 1`)).rows;
    await client.end();
    return rows;
  }

  async function ask(text: string): Promise<Said> {
    const person = newPerson('mia');
    const said = newSaid({ person, mark: 'Q1', text, clip });
    await person.say(said);
    return said;
  }
  const lastWords = ({ heard }: Said): Said['heard'] => heard.filter(({ kind }) => kind === 'last');

  const reached: [Point, string][] = [
    ['upload noted', 'before a file goes out'],
    ['edit noted', 'before an edit goes out'],
    ['render submitting', 'before an export goes out'],
    ['last message stored', 'before the result is posted'],
  ];
  test.each(reached)(
    'a worker put to sleep at "%s", %s, finds the turn taken over, and does nothing',
    async (point) => {
      sandbox.control.reset();
      await crew.start(first);
      const holding = crew.holdAt(point, 60_000);
      const said = await ask('add a title "Q1", export');
      const held = await holding;
      expect(held?.member).toBe(first);
      first.child?.kill('SIGSTOP');
      held?.goOn();
      await crew.start(second);
      await news.until(() => lastWords(said).length > 0, 100_000);
      // The other one comes to its end, and with it all that it still had to write.
      await crew.terminate(second);
      const before = { calls: sandbox.control.calls(), database: await stored() };

      first.child?.kill('SIGCONT');
      await crew.terminate(first);
      const after = sandbox.control.calls();
      expect(await stored()).toEqual(before.database);
      expect(lastWords(said)).toHaveLength(1);
      const effects = ({ runs, uploads, renders }: typeof after) => ({ runs, uploads, renders });
      expect(effects(after)).toEqual(effects(before.calls));
      expect(after.uploads).toHaveLength(1);
      expect(after.runs).toHaveLength(point === 'edit noted' ? 0 : 1);
      expect(after.renders.map(({ submits }) => submits)).toEqual(point === 'edit noted' ? [] : [1]);
    },
  );
}
