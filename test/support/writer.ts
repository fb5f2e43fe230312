import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { openPool } from '#src/store/pool.ts';
import { openStore } from './store.ts';
import { addTurn, lastWord, newProject } from './records.ts';

/**
 * A process that writes turns below the folder it is given, four at a time, and prints each write once the
 * store has acknowledged it, until it is killed.
 */
const { pool, close } = await openPool({
  databaseUrl: undefined,
  dataDir: process.argv[2] ?? '',
  log: pino({ level: 'silent' }),
});
const { store } = openStore(pool, close);
const say = (write: string, id: string): boolean => process.stdout.write(`${write} ${id}\n`);
process.stdout.write('open\n');

async function write(): Promise<never> {
  const project = await newProject(store);
  for (;;) {
    const attempt = randomUUID();
    const { id } = await addTurn(store, project, { plan: [{ do: 'edit', text: 'x'.repeat(5_000) }] });
    say('added', id);
    await store.turns.claim(project.threadKey, attempt);
    await store.turns.advance(id, attempt, { state: 'sending' });
    say('sending', id);
    await store.turns.end(id, attempt, 'done', lastWord(id));
    say('ended', id);
  }
}

await Promise.all([write(), write(), write(), write()]);
