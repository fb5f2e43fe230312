/** Words that say what something is, and nothing about anybody. */
const tellingKeys: ReadonlySet<string> = new Set([
  'status',
  'code',
  'errorCode',
  'type',
  'event',
  'author',
  'tt',
]);
const short = /^[\w .-]{1,24}$/;
const mostItems = 3;
const deepest = 8;

/**
 * An answer without what stands in it: kinds of values in place of values, so that a report can be shown to anybody.
 * Only a few words that name states and codes stay.
 */
export function shapeOf(value: unknown, key = '', depth = 0): unknown {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    return tellingKeys.has(key) && short.test(value) ? value : `text of ${value.length}`;
  }
  if (typeof value === 'number') return tellingKeys.has(key) ? value : 'number';
  if (typeof value !== 'object') return typeof value;
  if (depth >= deepest) return 'more';
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostItems).map((item) => shapeOf(item, key, depth + 1));
    return value.length > mostItems ? [...shown, `${value.length - mostItems} more`] : shown;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [nameShown(name), shapeOf(held, name, depth + 1)]),
  );
}

/** Keys may be data too: an id, a file's name, a word of the user's. */
export function nameShown(name: string): string {
  return /^[A-Za-z_$][\w$-]{0,40}$/.test(name) && !/\d{4}/.test(name) ? name : `key of ${name.length}`;
}
