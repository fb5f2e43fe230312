import { sql } from 'kysely';
import { dayOf } from '#src/core/spending.ts';
import { fromThreadKey, type ThreadKey } from '#src/core/message.ts';
import { nameOfClip, toProjectName } from '#src/core/project-list.ts';
import { starterOf } from '#src/core/owner.ts';
import { liveStates } from '#src/core/turn.ts';
import type { Store } from '#src/ports.ts';
import { toTurn } from './rows.ts';
import type { Database } from './schema.ts';
import type { SecretBox } from './secret-box.ts';

/** Stands in place of a person who wished to be forgotten, until that wish itself is forgotten. */
const nobody = 'forgotten';

const working = ['answering', 'queued', 'rendering', ...liveStates];

/** A turn, as far as deleting it goes. */
type Trace = { id: string; thread_key: string; media_ids: string };

export function peopleStore(db: Database, box: Pick<SecretBox, 'masksOf'>): Store['people'] {
  /** The person's turns on the platform of a thread, but for the one that asks. */
  const turnsOf = (trx: Database, threadKey: ThreadKey, authorId: string, butTurnId: string) =>
    trx
      .selectFrom('turns')
      .where('author_id', '=', authorId)
      .where('thread_key', 'like', `${fromThreadKey(threadKey)?.platform ?? ''}:%`)
      .where('id', '!=', butTurnId);

  return {
    async hasWork(threadKey, authorId, butTurnId) {
      const row = await turnsOf(db, threadKey, authorId, butTurnId)
        .select('id')
        .where('state', 'in', working)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    forget: ({ threadKey, authorId, owner, turnId, projectId }) =>
      db.transaction().execute(async (trx) => {
        const turns = await turnsOf(trx, threadKey, authorId, turnId).selectAll().execute();
        const keys = [...new Set([threadKey, ...turns.map((turn) => turn.thread_key)])];
        const shared = await trx
          .selectFrom('turns')
          .select('thread_key')
          .distinct()
          .where('thread_key', 'in', keys)
          .where('author_id', 'not in', [authorId, nobody])
          .execute();
        const accounts = [
          ...(await trx.deleteFrom('accounts').where('owner', '=', owner).returning('id').execute()),
          ...(await maskStarter(trx, box, owner)),
        ];
        await trx.deleteFrom('access').where('owner', '=', owner).execute();
        // The turn that asks stays for its answer, without a name.
        await trx.updateTable('turns').set({ author_id: nobody }).where('id', '=', turnId).execute();
        await forgetSpending(trx, [turnId, ...turns.map(({ id }) => id)], accounts, box.masksOf(owner)[0]);
        await forgetNames(trx, shared, turns);
        await deleteTurns(trx, turns);
        await trx
          .deleteFrom('wishes')
          .where('author_id', '=', authorId)
          .where('project_id', 'in', (of) =>
            of.selectFrom('projects').select('id').where('thread_key', 'in', keys),
          )
          .execute();
        for (const key of keys.filter((one) => !shared.some((other) => other.thread_key === one))) {
          await trx.deleteFrom('chat_events').where('thread_key', '=', key).execute();
          if (key === threadKey) await startAfresh(trx, turnId, projectId);
          await deleteProjects(trx, key, key === threadKey ? projectId : undefined);
        }
      }),

    async purge(olderThanMs) {
      await db.transaction().execute(async (trx) => {
        const told = await trx
          .selectFrom('turns')
          .innerJoin('deliveries', 'deliveries.turn_id', 'turns.id')
          .selectAll('turns')
          .where('turns.author_id', '=', nobody)
          .where('turns.created_at', '<=', Date.now() - olderThanMs)
          .where((of) =>
            of.or([of('deliveries.message_id', 'is not', null), of('deliveries.given_up', '=', true)]),
          )
          .execute();
        await deleteTurns(trx, told);
        for (const key of new Set(told.map((turn) => turn.thread_key))) {
          if (await isInUse(trx, key)) continue;
          // A chat of the page keeps its address, which a page that is still open writes to.
          await trx.deleteFrom('chat_events').where('thread_key', '=', key).execute();
          await deleteProjects(trx, key, undefined);
        }
      });
    },
  };
}

/**
 * A starter account loses its token and its owner's name. What stays is the client id under a mask: who comes back is
 * given their own again, and so cannot draw one starter token after another.
 */
function maskStarter(
  trx: Database,
  box: Pick<SecretBox, 'masksOf'>,
  owner: string,
): Promise<{ id: string }[]> {
  const starter = starterOf(owner);
  return trx
    .updateTable('accounts')
    .set({ owner: box.masksOf(starter)[0], token: null, expires_at: null })
    .where('owner', '=', starter)
    .returning('id')
    .execute();
}

/**
 * Spending counts, but for nobody: neither its turn nor an account of one's own can be told from it. What was used
 * today stays under a mask until the day is over: being forgotten is no way to a second daily budget.
 */
async function forgetSpending(
  trx: Database,
  turnIds: string[],
  accounts: { id: string }[],
  mask: string,
): Promise<void> {
  const today = dayOf(Date.now()).start;
  const own = ['', ...accounts.map(({ id }) => id)];
  for (const ids of inPortions(turnIds)) {
    await trx
      .updateTable('spending')
      .set((of) => ({
        turn_id: sql<string>`${nobody} || ':' || gen_random_uuid()`,
        owner: of.case().when('created_at', '>=', today).then(mask).else(null).end(),
        project_id: null,
        account_id: of.case().when('account_id', 'in', own).then(nobody).else(of.ref('account_id')).end(),
      }))
      .where('turn_id', 'in', ids)
      .execute();
  }
}

/** Projects that others work on too stay, but not under a name that the person or one of their clips gave them. */
async function forgetNames(trx: Database, shared: { thread_key: string }[], rows: Trace[]): Promise<void> {
  const keys = shared.map((one) => one.thread_key);
  const turns = rows.filter((row) => keys.includes(row.thread_key)).map((row) => toTurn(row));
  const names = turns.flatMap(({ plan }) =>
    plan.flatMap((step) => (step.do === 'rename' ? toProjectName(step.name) : [])),
  );
  for (const ids of inPortions(turns.flatMap(({ mediaIds }) => mediaIds))) {
    const files = await trx.selectFrom('media').select('name').where('id', 'in', ids).execute();
    names.push(...files.map(({ name }) => nameOfClip(name)));
  }
  if (names.length === 0) return;
  await trx
    .updateTable('projects')
    .set({ name: null })
    .where('thread_key', 'in', keys)
    .where('name', 'in', [...new Set(names)])
    .execute();
}

async function deleteTurns(trx: Database, turns: Trace[]): Promise<void> {
  for (const ids of inPortions(turns.map(({ id }) => id))) {
    for (const table of ['buttons', 'deliveries', 'renders', 'runs'] as const) {
      await trx.deleteFrom(table).where('turn_id', 'in', ids).execute();
    }
    await trx.deleteFrom('turns').where('id', 'in', ids).execute();
  }
  const media = turns.flatMap((turn) => toTurn(turn).mediaIds);
  for (const ids of inPortions(media)) await trx.deleteFrom('media').where('id', 'in', ids).execute();
}

/** Gives the thread of the turn an empty project. */
async function startAfresh(trx: Database, turnId: string, projectId: string): Promise<void> {
  const { thread_key: key, locale } = await trx
    .selectFrom('turns')
    .select(['thread_key', 'locale'])
    .where('id', '=', turnId)
    .executeTakeFirstOrThrow();
  const none = {
    name: null,
    account_id: null,
    session_id: null,
    task_id: null,
    bind_id: null,
    opened_with: null,
  };
  await trx
    .insertInto('projects')
    .values({ id: projectId, thread_key: key, locale, created_at: Date.now(), ...none })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await trx.updateTable('turns').set({ project_id: projectId }).where('id', '=', turnId).execute();
  await trx
    .updateTable('threads')
    .set({ project_id: projectId, locale: null })
    .where('key', '=', key)
    .execute();
}

/** Deletes a thread's projects with all that hangs on them, and the thread itself where none is kept. */
async function deleteProjects(trx: Database, key: string, kept: string | undefined): Promise<void> {
  const gone = trx
    .selectFrom('projects')
    .select('id')
    .where('thread_key', '=', key)
    .where('id', '!=', kept ?? '');
  if (kept === undefined) await trx.deleteFrom('threads').where('key', '=', key).execute();
  for (const table of ['wishes', 'renders', 'media'] as const) {
    await trx.deleteFrom(table).where('project_id', 'in', gone).execute();
  }
  await trx.deleteFrom('projects').where('id', 'in', gone).execute();
}

/** True where somebody has begun anew in a thread that was forgotten. */
async function isInUse(trx: Database, key: string): Promise<boolean> {
  const turn = trx.selectFrom('turns').select('id').where('thread_key', '=', key);
  const project = trx
    .selectFrom('projects')
    .select('id')
    .where('thread_key', '=', key)
    .where('session_id', 'is not', null);
  return (await turn.union(project).limit(1).executeTakeFirst()) !== undefined;
}

/** A statement takes so many values and no more. */
function* inPortions(ids: string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += 1_000) yield ids.slice(at, at + 1_000);
}
