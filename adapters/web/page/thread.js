/** What a thread looks like, from its events. Messages stand in the order in which they were said. */
export const emptyThread = { items: [] };

/** `sent` is the person's own word; `edit` replaces what a message said. Events may come twice. */
export function reduceThread(thread, name, event) {
  const { items } = thread;
  if (name === 'edit') {
    return {
      items: items.map((item) => (item.id === event.id && !item.mine ? { ...item, ...event } : item)),
    };
  }
  if (items.some((item) => item.id === event.id)) return thread;
  const item = name === 'sent' ? { ...event, mine: true } : event;
  return { items: [...items, item] };
}

/** Work goes on under a status message until its turn has the last word. */
export function isWorking(items, item) {
  if (item.mine || (item.kind !== 'ack' && item.kind !== 'status')) return false;
  return !items.some(
    (other) => other.replyTo === item.replyTo && ['result', 'error', 'info'].includes(other.kind),
  );
}
