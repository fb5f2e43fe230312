import { expect, test } from 'vitest';
import type { NewChatEvent, SentEvent } from '#src/core/chat-event.ts';
import type { ThreadKey } from '#src/core/message.ts';
import { lastWord, newKey } from '#test/support/records.ts';
import type { Opened } from './store-contract.ts';

const said = (id: string, text = id): NewChatEvent => ({ event: 'message', id, message: lastWord(text) });
const edited = (id: string, text: string): NewChatEvent => ({ event: 'edit', id, message: lastWord(text) });
const sent = (id: string, text = id): SentEvent => ({
  event: 'sent',
  id,
  text,
  files: [{ name: '猫 "1".mp4', mime: 'video/mp4', bytes: 5_000_000_000, mediaId: 'm1' }],
});

/** The web chat's memory: numbered without gaps for a reader, each thing said once. */
export function chatLogContract(opened: Opened): void {
  async function newThread(): Promise<ThreadKey> {
    const key = newKey();
    await opened().chatLog.createThread(key);
    return key;
  }

  test('a thread is there once it was made, and making it again changes nothing', async () => {
    const { chatLog } = opened();
    const key = newKey();
    expect(await chatLog.hasThread(key)).toBe(false);
    await expect(chatLog.append(key, said('a'))).rejects.toThrow();
    await chatLog.createThread(key);
    await chatLog.append(key, said('a'));
    await chatLog.createThread(key);
    expect(await chatLog.hasThread(key)).toBe(true);
    expect(await chatLog.since(key, 0)).toHaveLength(1);
  });

  test('events come back as they were said, in order, from any number on', async () => {
    const { chatLog } = opened();
    const key = await newThread();
    const events = [sent('q', '剪 "it"'), said('a'), edited('a', 'later')];
    const numbered = [];
    for (const event of events) numbered.push(await chatLog.append(key, event));
    expect(numbered).toMatchObject(events);
    expect(await chatLog.since(key, 0)).toEqual(numbered);
    expect(await chatLog.since(key, numbered[0]!.seq)).toEqual(numbered.slice(1));
    expect(await chatLog.since(key, numbered[2]!.seq)).toEqual([]);
    expect(await chatLog.since(await newThread(), 0)).toEqual([]);
  });

  test('an id said again, by eight at once too, gives the old event', async () => {
    const { chatLog } = opened();
    const key = await newThread();
    for (const event of [said('a', 'first'), sent('a', 'first')]) {
      const again = event.event === 'sent' ? sent('a', 'second') : said('a', 'second');
      const first = await chatLog.append(key, event);
      const all = await Promise.all(Array.from({ length: 8 }, () => chatLog.append(key, again)));
      expect(all).toEqual(Array.from({ length: 8 }, () => first));
    }
    expect(await chatLog.since(key, 0)).toMatchObject([said('a', 'first'), sent('a', 'first')]);
  });

  test('of several edits the newest is kept, at its own place', async () => {
    const { chatLog } = opened();
    const key = await newThread();
    const first = await chatLog.append(key, said('a'));
    await chatLog.append(key, edited('a', '1'));
    const other = await chatLog.append(key, said('b'));
    const last = await chatLog.append(key, edited('a', '2'));
    expect(await chatLog.since(key, 0)).toEqual([first, other, last]);
    expect(last.seq).toBeGreaterThan(other.seq);
  });

  test('a reader beside forty writers never misses an event', async () => {
    const { chatLog } = opened();
    const key = await newThread();
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 40 }, (_, n) => chatLog.append(key, n % 4 === 0 ? sent(`s${n}`) : said(`m${n}`))),
    ).finally(() => (writing = false));
    const seen: string[] = [];
    let last = 0;
    for (let more = true; more;) {
      more = writing;
      for (const { seq, event, id } of await chatLog.since(key, last)) {
        expect(seq).toBeGreaterThan(last);
        last = seq;
        seen.push(`${event} ${id}`);
      }
    }
    const written = (await writers).map(({ event, id }) => `${event} ${id}`);
    expect(seen.toSorted()).toEqual(written.toSorted());
  });

  test("a person's own message is found by its id, and nobody else's", async () => {
    const { chatLog } = opened();
    const key = await newThread();
    await chatLog.append(key, said('x'));
    expect(await chatLog.findSent(key, 'x')).toBeUndefined();
    await chatLog.append(key, sent('x', 'mine'));
    expect(await chatLog.findSent(key, 'x')).toMatchObject(sent('x', 'mine'));
    expect(await chatLog.findSent(await newThread(), 'x')).toBeUndefined();
  });

  test('each append wakes its own thread, until the subscriber leaves', async () => {
    const { chatLog } = opened();
    const [here, there] = [await newThread(), await newThread()];
    let wakes = 0;
    let woken = Promise.withResolvers<void>();
    const wake = (): void => {
      wakes += 1;
      woken.resolve();
    };
    const leave = await chatLog.subscribe(here, wake);
    const elsewhere = Promise.withResolvers<void>();
    const leaveThere = await chatLog.subscribe(there, () => elsewhere.resolve());
    await chatLog.append(here, said('a'));
    await woken.promise;
    expect(wakes).toBe(1);
    woken = Promise.withResolvers<void>();
    await leave();
    await chatLog.append(here, said('b'));
    // Notifications keep their order, so when this one is here the one before it would be, too.
    await chatLog.append(there, said('c'));
    await elsewhere.promise;
    expect(wakes).toBe(1);
    await leaveThere();
  });

  test('an event that no version of ours wrote is refused', async () => {
    const { chatLog, sql } = opened();
    const key = await newThread();
    await chatLog.append(key, said('a'));
    await sql(`update reelay.chat_events set body = '{"text":1}' where thread_key = $1`, [key]);
    await expect(chatLog.since(key, 0)).rejects.toThrow();
  });
}
