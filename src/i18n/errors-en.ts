import { maxFileMb } from '#src/core/media-type.ts';
import { spanEn } from './budget-en.ts';
import { count } from './format.ts';
import type { Messages } from './messages.ts';

/** The file types that the backend takes, as a person reads them. */
export const formats = 'MP4, MOV, AVI, WebM, MKV, JPG, PNG, GIF, WebP, MP3, WAV, M4A and AAC';

const fileName = (name: string | undefined): string => (name === undefined ? 'this file' : `**${name}**`);

/** How long to leave the editor alone, as people say it. */
function wait(ms = 0): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return 'a minute';
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

export const errorsEn: Messages['errors'] = {
  'nemo.token-expired': () =>
    'The editor did not accept my starter token, not even a fresh one. Please try again in a few minutes.',
  'nemo.session-not-found': () =>
    'The editor no longer has this project, so its old timeline is gone. With your next request I will open a new one, and pass on whatever I can still fetch.',
  'nemo.out-of-credits': () => 'There are not enough credits left for this, so it was not done.',
  'nemo.unsupported-type': ({ name }) =>
    `The editor cannot read ${fileName(name)}. Please send it as one of these: ${formats}.`,
  'nemo.too-large': ({ name, sizeMb }) =>
    `The editor finds ${fileName(name)}${sizeMb === undefined ? '' : ` (${sizeMb} MB)`} too large. The limit is ${maxFileMb} MB: please compress the clip or trim it and send it again.`,
  'nemo.client-id-missing': () =>
    'The editor did not recognise me, although I gave my name twice. Please try again in a minute.',
  'nemo.export-blocked': () =>
    'Exporting is not part of the current plan. That is a matter of the subscription, not of credits, and your edit is safe.',
  'nemo.rate-limited': ({ retryAfterMs, starter }) =>
    starter
      ? 'The editor gives only a few free starter accounts a week to one place, and those for mine are used up. With an account of your own you can begin at once ("link" tells how); else please try again in some days.'
      : `The editor is taking too many requests right now. Please try again in ${wait(retryAfterMs)}.`,
  'nemo.not-found': () => 'The editor no longer knows what this was about. Please ask for it again.',
  'nemo.refused': ({ status }) =>
    status >= 500
      ? 'The editor has a problem of its own right now. Please try again in a minute.'
      : 'The editor refused this request without a reason I know. Please try again, or say it in other words.',
  'nemo.unreadable': () => 'The editor gave an answer that I cannot read. Please try again in a minute.',
  'nemo.unreachable': ({ sent, untrusted }) => {
    if (untrusted === true)
      return 'What answers at the editor’s address cannot prove that it is the editor, so I sent nothing there. Whoever runs this bot has to look at it; then please try again.';
    return sent
      ? 'The editor did not answer. Please try again in a minute.'
      : 'The editor cannot be reached right now. Please try again in a minute.';
  },
  'nemo.cut': () => 'The connection to the editor broke on the way. Please try again.',
  'nemo.silent': () => 'The editor went silent on the way. Please try again.',
  'render.failed': () => 'The export failed twice. Press **Retry**, or change the edit and export again.',
  'render.timeout': ({ minutes }) =>
    `The export has not become ready within ${minutes} minutes. Press **Retry** to export again.`,
  'file.unsupported': ({ name }) =>
    `I cannot edit **${name}**. Please send a clip as one of these: ${formats}.`,
  'file.mismatch': ({ name }) =>
    `**${name}** is not what its name says: what is in it is no video, picture or sound that I know. Please send it as one of these: ${formats}.`,
  'file.empty': ({ name }) => `**${name}** is empty (0 bytes). Please send it again.`,
  'file.too-large': ({ name, limitMb, sizeMb }) =>
    `${name === undefined ? 'That file' : `**${name}**`} is too large${sizeMb === undefined ? '' : ` (${sizeMb} MB)`}: the limit is ${limitMb} MB. Please compress the clip or trim it and send it again.`,
  'file.too-many': ({ limit }) =>
    `That is too many files at once. Please send at most ${limit} in one message.`,
  'file.interrupted': ({ name }) => `**${name}** did not arrive completely. Please send it again.`,
  'message.empty': () => 'There was nothing in that message. Send me a clip, or write what you want.',
  'message.too-long': ({ limit }) =>
    `That message is too long for me: at most ${limit.toLocaleString('en')} characters, please.`,
  'message.malformed': () => 'I could not read that message. Please send it again.',
  'web.too-many': ({ seconds }) =>
    `That was more at once than I take from one place. Please try again in ${count(seconds, 'second')}.`,
  'thread.not-found': () => 'I do not know this chat. Please start a new one.',
  'button.unknown': () => 'This button no longer works. Please write what you want instead.',
  'button.not-yours': () =>
    'This button belongs to somebody else’s request. Write what you want, and I will do it for you.',
  'file.gone': ({ name }) => `**${name}** can no longer be fetched from this chat. Please send it again.`,
  'file.not-fetched': ({ name }) =>
    `The editor could not fetch **${name}** from its link. Check that the link opens without signing in, or send me the file itself.`,
  'file.private-link': ({ name }) =>
    `I did not pass on the link to **${name}**: it leads into a private network, where the editor must not look. Please use a link that opens from anywhere, or send me the file itself.`,
  'file.link-with-password': ({ name }) =>
    `I did not pass on the link to **${name}**, because a user name or password stands in it. Please use a link that opens without signing in, or send me the file itself.`,
  'file.over-platform-limit': ({ name, limitMb, sizeMb }) =>
    `**${name}** ${sizeMb === undefined ? 'is too large' : `has ${sizeMb} MB`}, and this chat lets bots fetch ${limitMb} MB at most. Send me a link to it instead, or a smaller version. (Whoever runs this bot can lift the limit with a server of their own.)`,
  'chat.gone': () => 'I cannot write in that place any more. Say "last" here to get the newest result.',
  'chat.refused': () => 'This chat did not take my answer. Say "last" to get the newest result.',
  'chat.busy': () => 'This chat takes no messages right now. I will try again shortly.',
  'account.expired': ({ kind }) =>
    ({
      linked:
        'The editor no longer accepts the token of your own account. Link the account again with a fresh one and press **Retry** ("link" tells how), or say "unlink" and start a new project.',
      shared:
        'The editor no longer accepts the token of the account that is linked for everybody here. Somebody who may manage this place has to link it again with a fresh one ("/link server" tells how); then press **Retry**. Or they say "/unlink server", and you start a new project.',
      operator:
        'The editor no longer accepts the token that I work with. Whoever runs this bot has to get a new one, put it into NEMO_TOKEN and start the bot again; then press **Retry**.',
    })[kind],
  'account.gone': () =>
    'This project was made with an account that is no longer linked. Link it again and press **Retry** ("link" tells how), or start a new project.',
  'account.managers-only': () =>
    'Only somebody who may manage this server or group can link an account for everybody in it, or unlink it. Please ask them to use the command itself: /link or /unlink.',
  'account.refused': () =>
    'The editor does not know this token, so nothing was linked. Check it and try once more.',
  'access.closed': () =>
    'You may not use me here: only people whom the person who runs me has let in may. Nothing was done or charged. Please ask them if you would like to be let in.',
  'limit.daily': ({ of, budget, used, reserved, usual, opensInMs }) => {
    const whose = of === 'user' ? 'your daily budget' : 'the daily budget of everybody here';
    const own =
      'Or link an account of your own ("link" tells how) and start a new project with it: that has no such budget.';
    if (usual > budget)
      return `A request like this usually costs about ${count(usual, 'credit')}, and ${whose} is ${budget}, so I did not begin it. ${own}`;
    const left = Math.max(0, budget - used);
    const state = `Of ${whose} of ${count(budget, 'credit')}, ${left === 0 ? 'nothing' : left} ${left === 0 || left === 1 ? 'is' : 'are'} left`;
    if (reserved > 0 && used + usual <= budget)
      return `${state}, and about ${reserved} of that ${reserved === 1 ? 'is' : 'are'} set aside for edits that are running. Press **Retry** when they are done.`;
    const need = left === 0 ? '' : `, and a request like this usually costs about ${usual}`;
    return `${state}${need}. It opens again at midnight UTC, in ${spanEn(opensInMs)}: press **Retry** then. ${own}`;
  },
  'limit.rate': ({ perMinute, opensInMs }) =>
    `That is more than ${count(perMinute, 'request')} in a minute. I have kept this one: press **Retry** in ${spanEn(opensInMs)}.`,
  'limit.waiting': ({ most }) =>
    `${count(most, 'request')} of yours ${most === 1 ? 'is' : 'are'} waiting already, and that is as many as I take. I have kept this one: press **Retry** when some are done.`,
  internal: ({ incident }) =>
    `Something went wrong on my side. Nothing you sent is lost. Please try again; if it keeps happening, tell whoever runs this bot the number ${incident}.`,
};
