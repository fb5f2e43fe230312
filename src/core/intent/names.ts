const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const numerals = '一二三四五六七八九十';

/** "2", "second", 二: a number up to ten in words, or in digits. */
export function numberOf(text: string): number | undefined {
  const low = text.trim().toLowerCase();
  if (/^\d{1,4}$/.test(low)) return Number(low);
  const number = ordinals.indexOf(low) + 1 || (low.length === 1 ? numerals.indexOf(low) + 1 : 0);
  return number > 0 ? number : undefined;
}

/** What stands in a name's place but is none. */
const notNames =
  /^(?:(?:a |an )?(?:new|another|different|fresh|blank|other|next)(?: one)?|the|a|my|this|that|settings|mode|view|to|name|一个?|个|新的?|一个新的?|全?新|另一个|另外一个|别的|其他的?|什么.*|啥|吧|一下|名字?|这个|那个|该|我的|的.*|里.*|中.*)$/;

/**
 * A name without its quotes. Nothing where it cannot be one; `loose` names, which nothing marks as such, must be
 * short and plain: "go back to the second part of the project" names none.
 */
export function nameOf(written: string, loose: boolean): string | undefined {
  const name = written
    .replace(/^[\s"'“”‘’「」『』《》〈〉`«»:：]+/, '')
    .replace(/[\s"'“”‘’「」『』《》〈〉`«»,，。.]+$/, '');
  const low = name.toLowerCase();
  if (name === '' || notNames.test(low)) return undefined;
  const isPhrase = /\b(?:of|in|from|on|with|for|and|to|at|the)\b/.test(low) || low.split(' ').length > 3;
  return loose && isPhrase ? undefined : name;
}
