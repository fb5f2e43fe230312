const finals = new Set(['result', 'error', 'info']);

/**
 * What a thread looks like, from its events: `items` as they were said, then `outbox`, the person's messages
 * that the server has not taken yet.
 */
export const emptyThread = { items: [], outbox: [] };

/** `sent` is the person's own word; `edit` replaces what a message said. Events may come twice. */
export function reduceThread(thread, name, event) {
  const { items, outbox } = thread;
  const known = event?.id !== undefined && items.some(({ id }) => id === event.id);
  switch (name) {
    case 'clear':
      return emptyThread;
    case 'message':
      return known ? thread : { outbox, items: [...items, event] };
    case 'edit':
      return {
        outbox,
        items: items.map((item) => (item.id === event.id && !item.mine ? { ...item, ...event } : item)),
      };
    case 'sent':
      if (known) return thread;
      return {
        outbox: without(outbox, (one) => isSame(one, event)),
        items: [...items, { ...event, mine: true }],
      };
    // Of the outbox: a message is queued, changes while it goes over, and leaves when taken back.
    case 'queue':
      return { items, outbox: [...without(outbox, ({ key }) => key === event.key), event] };
    case 'change':
      if (known) return { items, outbox: without(outbox, ({ key }) => key === event.key) };
      return { items, outbox: outbox.map((one) => (one.key === event.key ? { ...one, ...event } : one)) };
    case 'withdraw':
      return { items, outbox: without(outbox, ({ key }) => key === event.key) };
    default:
      return thread;
  }
}

/** The stream may show a message before its own request is answered, so it is known by what it says. */
const isSame = (mine, sent) =>
  mine.id === sent.id || (mine.text.trim() === sent.text && mine.files.length === sent.files.length);

function without(list, fits) {
  const at = list.findIndex(fits);
  return at < 0 ? list : list.toSpliced(at, 1);
}

/** The messages whose turn has had its last word. */
export function settledIds(items) {
  return new Set(items.filter(({ kind }) => finals.has(kind)).map(({ replyTo }) => replyTo));
}

export const isFinal = (item) => finals.has(item.kind);
export const isStatus = (item) => item.kind === 'ack' || item.kind === 'status';
