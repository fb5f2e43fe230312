import type { AccessWords } from './access-words.ts';
import { count, day, titled } from './format.ts';

export const accessEn: AccessWords = {
  closed:
    'Sorry, I only work for people whom the person who runs me has let in, and you are not among them. Nothing was done or charged. Please ask them if you would like to be.',
  code: ({ code, minutes }) =>
    [
      `We have not met yet. Your code is **${code}**, good for ${count(minutes, 'minute')}.`,
      'Please give it to the person who runs me. As soon as they have approved it, I will tell you here, and you can begin. Nothing was done or charged.',
    ].join(' '),
  tooManyWait:
    'We have not met yet, and as many people as I can remember are waiting to be let in. Please write me again in an hour. Nothing was done or charged.',
  welcome: 'You have been let in. Send me a clip and tell me what to do with it, or say "help".',
  approved: ({ id }) =>
    `Done: the person with the id \`${id}\` may now use me in a private chat. No group or server was opened by that.`,
  codeUnknown:
    'Nobody is waiting with this code. A code is good for an hour: if it is older, let the person write me again for a new one. It goes like this: `/approve CODE`.',
  revoked: ({ id }) =>
    `Done: the person with the id \`${id}\` is no longer let in. What they have asked for already is still finished. Should they write me again, they get a new code.`,
  notApproved: ({ id }) =>
    [
      id === ''
        ? 'Whom? It goes like this: `/revoke ID`.'
        : `Nobody with the id \`${id}\` was approved by a code.`,
      '`/approved` lists whom you can name. Who stands on a list of the settings is let in by it alone.',
    ].join(' '),
  approvedList: ({ people, more }) =>
    people.length === 0
      ? 'Nobody has been approved by a code.'
      : [
          ...people.map(({ platform, id, at }) => `- ${titled(platform)} \`${id}\`, since ${day(at)}`),
          more > 0 ? `And ${more} more.` : '',
          'Take one back with `/revoke ID`.',
        ]
          .filter(Boolean)
          .join('\n'),
  listInPrivate: 'Whom I let in is nothing for others to read. Please ask me in a private chat.',
  adminsOnly: 'Only my admins can decide who is let in, from the chat where they are known as one.',
};
