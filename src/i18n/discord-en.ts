import type { DiscordWords } from './discord-words.ts';

export const discordEn: DiscordWords = {
  presence: 'Mention me with a clip, or send it to me',
  presenceMentionOnly: 'I can only read messages that mention me',
  mentionMe:
    'I cannot read messages here unless they mention me. Mention me in each message, or use /edit, /export and the other commands.',
  editThisVideo: 'Edit this video',
  editForm: {
    title: 'Edit this video',
    label: 'What shall I do with it?',
    hint: 'trim the pauses, add captions, and export',
  },
  linkForm: {
    title: 'Use your own account',
    label: 'Your token',
    hint: 'Only the editor gets to see it. It is kept encrypted.',
  },
  shareForm: {
    title: 'An account for this server',
    label: 'Its token',
    hint: 'Pays for everybody here without an account of their own. Kept encrypted.',
  },
  thisServer: 'This server',
  options: {
    whose: 'For whom it is: for yourself, unless you choose this server',
    prompt: 'What shall I do? For example: trim the pauses and export',
    file: 'A video, picture or sound',
    quality: 'The quality of the MP4',
    name: 'A project, by its name or number',
    language: 'The language I answer in',
    code: 'The code that the person was given',
    person: 'The id of the person, as /approved lists it',
    range: 'How many days',
  },
  goesOnIn: ({ place }) => `It goes on in ${place}.`,
  cannotWriteHere: ({ place }) =>
    `I cannot write in this place, so I send you everything as a direct message: ${place}.`,
  cannotReachYou:
    'I cannot write in this place, and you do not take direct messages from me. Allow them (server menu, Privacy Settings, Direct Messages), or have me added to this server, then ask again. Nothing was started or charged.',
  directOpening: 'You asked me in a place where I cannot write, so it goes on here.',
  noFileThere: 'There is no video, picture or sound in that message. Choose one that has a clip.',
  formExpired: 'This form has waited too long. Please choose **Edit this video** once more.',
};
