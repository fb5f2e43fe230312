import type { AccessWords } from './access-words.ts';
import { count } from './format.ts';

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
  adminsOnly: 'Only my admins can let somebody in, from the chat where they are known as one.',
};
