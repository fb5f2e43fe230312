import type { AccountWords } from './account-words.ts';
import { count } from './format.ts';

export const accountEn: AccountWords = {
  howToLink: ({ by, url }) =>
    [
      `With an account of your own at ${url}, new projects use your credits instead of mine.`,
      {
        page: 'Press **Account** at the top of this page and paste your token there.',
        form: 'Send the command /link: it opens a form that only you can see.',
        private: 'Write me in a private chat: /link, a space, and your token. I remove that message at once.',
      }[by],
      'A token is like a password: please do not write it anywhere else.',
    ].join(' '),
  unlinked: ({ here, elsewhere }) =>
    ['Your account is unlinked and its token deleted. New projects do without it.', stranded(here, elsewhere)]
      .filter(Boolean)
      .join(' '),
  notLinked: 'No account of yours is linked, so there is nothing to unlink.',
  whoseCredits: ({ whose, word }) =>
    ({
      own: 'They are on your own account.',
      shared: `They are on this ${word}’s account.`,
      other: 'This project does not use your own account; your next new project does.',
    })[whose],
  howToShare: ({ by, space, word }) =>
    [
      `One account can pay for everybody in this ${word} who has none of their own.`,
      {
        page: '',
        form: `Somebody who may manage the ${word} sends the command /link and chooses "This server": it opens a form that only they can see.`,
        private: `An admin of the ${word} writes me in a private chat: /link ${space}, a space, and the token. I remove that message at once.`,
      }[by],
      'Please do not write a token here.',
    ]
      .filter(Boolean)
      .join(' '),
  sharedLinked: ({ available, word }) =>
    `Done: new projects in that ${word} use this account from now on, for everybody who has not linked their own. It has ${count(available, 'credit')}. /unlink ${word}, said there, takes it away.`,
  sharedUnlinked: ({ here, elsewhere, word }) =>
    [
      `This ${word}’s account is unlinked and its token deleted. New projects do without it.`,
      stranded(here, elsewhere),
    ]
      .filter(Boolean)
      .join(' '),
  noneShared: ({ word }) => `No account is linked for this ${word}, so there is nothing to unlink.`,
  nothingShared:
    'Here you are alone with me, so there is only an account of your own: "link" tells how to link one. Say this in a server or group to link one for everybody there.',
  privacy: [
    'What I keep about you: your id on this platform and never your name, what you ask me for, the names and sizes of your files, your projects, your results and what they cost. If you linked an account, its token, encrypted, until /unlink.',
    'Your videos themselves go to the editor, which makes what you ask for, and may keep them. Whoever runs me can read what I keep; nobody else gets any of it.',
    'Say /forget and I delete it, after asking once more. What stands in a chat where nothing happens for a long time goes by itself.',
  ].join('\n\n'),
  forgetAsk:
    'This deletes what I keep about you, here and wherever else this platform shows me that it is you: your requests, files and results, your projects (those of chats that you share with others stay), and your linked account. It cannot be undone, and exported videos can no longer be fetched through me. Shall I?',
  forgetConfirm: 'Delete it all',
  forgetLater:
    'Something of yours is still being worked on. Please wait for its result, or say "cancel", and then ask me again.',
  forgotten: ({ url }) =>
    `Done: what I kept about you is deleted. The editor may still hold clips and projects that it was sent; only you or its makers can delete those, at ${url}. Messages that stand in a chat are yours to delete.`,
};

/** What becomes of projects without their account. */
function stranded(here: string[], elsewhere: number): string {
  const names = here.map((name) => `**${name}**`).join(', ');
  const others = elsewhere === 0 ? '' : `${count(elsewhere, 'project')} in other chats`;
  const all = [names, others].filter(Boolean).join(' and ');
  return all === ''
    ? ''
    : `Made with it, and at rest until it is linked again: ${all}. To go on without it, begin a new project there and send the clips again.`;
}
