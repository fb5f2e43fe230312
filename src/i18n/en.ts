import type { Footage } from '#src/core/footage.ts';
import { ago, clockTime, fileSize } from './format.ts';
import { discordEn } from './discord-en.ts';
import type { Messages, Stage } from './messages.ts';
import { timelineEn } from './timeline-en.ts';

const formats = 'MP4, MOV, AVI, WebM, MKV, JPG, PNG, GIF, WebP, MP3, WAV, M4A and AAC';

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const stages: Record<Stage, string> = {
  connecting: 'Connecting…',
  uploading: 'Handing over your clip…',
  editing: 'Editing',
  generating: 'Generating',
  waiting: 'The editor is busy. I will try once more shortly…',
  checking: 'The connection to the editor broke. Checking what was done…',
  rendering: 'Rendering your MP4',
};

const usual: Partial<Record<Stage, string>> = {
  editing: 'usually 10-30 s',
  generating: 'usually 2-5 min',
  rendering: 'usually 30-90 s',
};

/** "**clip.mp4** (0:12, 640×360, 3.1 MB, with sound)" */
function seen({ name, durationMs, width, height, bytes, hasSound }: Footage): string {
  const facts = [
    durationMs === undefined ? '' : clockTime(durationMs),
    width === undefined || height === undefined ? '' : `${width}×${height}`,
    bytes === undefined ? '' : fileSize(bytes),
    hasSound === undefined ? '' : hasSound ? 'with sound' : 'without sound',
  ].filter(Boolean);
  return facts.length === 0 ? `**${name}**` : `**${name}** (${facts.join(', ')})`;
}

export const en: Messages = {
  ack: ({ ahead }) =>
    ahead === 0 ? 'Got it.' : `Got it. ${count(ahead, 'request')} before yours, then it's your turn.`,
  stage: ({ stage, elapsedMs, detail }) => {
    const time = [clockTime(elapsedMs), usual[stage]].filter(Boolean).join(', ');
    const line = usual[stage] === undefined ? stages[stage] : `${stages[stage]} · ${time}`;
    return detail === undefined ? line : `${line}\n${detail}`;
  },
  stillWorking: ({ minutes }) => `⏳ Still working... (${minutes} min)`,
  finished: ({ elapsedMs }) => `Done in ${clockTime(elapsedMs)}.`,
  stopped: 'Stopped. See below.',

  help: [
    'Hi! Send me a video clip and tell me in your own words what to do with it. I edit it and send the MP4 back here.',
    'Try saying:',
    '- "edit my raw video footage"\n- "trim the pauses, add captions, and export"\n- "export 1080p MP4"',
    'You can also ask for **status** (what is on the timeline), **credits**, **new project** or **cancel**. Clips under 60 seconds go much faster.',
  ].join('\n\n'),
  howToUpload: `Drop the clip right here in the chat, or paste a link to it. I take ${formats}, up to 500 MB.`,
  uploaded: ({ files }) =>
    files.length === 1
      ? `I have ${files.map(seen).join('')}. What shall I do with it? Press one of these, or say it in your own words.`
      : `I have ${count(files.length, 'file')}:\n\n${files.map((file) => `- ${seen(file)}`).join('\n')}\n\nWhat shall I do with them? Press one of these, or say it in your own words.`,
  suggestion: {
    trimPauses: 'Trim the pauses',
    captions: 'Add captions',
    title: 'Add a short title that fits',
    vertical: 'Make it vertical',
    music: 'Add background music',
    shorten: 'Cut it down to 30 seconds',
    join: 'Join them in this order',
    slowZoom: 'Make a 5-second clip with a slow zoom',
    videoForSound: 'Make a video to this sound',
  },
  sendClipFirst: 'Send me the clip and I will do it. Drop it right here, or paste a link to it.',
  asYouAsked: ({ wish }) => `You asked for this before the clip came: "${wish}"`,
  newProject:
    'New project, with an empty timeline. Send a clip to begin. What you exported before stays in this chat.',
  projects: ({ shown, older }) =>
    [
      older + shown.length === 1 ? 'One project is here:' : 'Your projects here:',
      shown
        .map(
          ({ number, name, ageMs, current }) =>
            `- ${number}. **${name}**, begun ${ago(ageMs, 'en', 'just now')}${current ? ' ← you are here' : ''}`,
        )
        .join('\n'),
      [
        older > 0 ? `And ${count(older, 'older one')}; ask for it by its number.` : '',
        'Press one to go on with it, or say its number or name. "rename to …" gives this one another name.',
      ]
        .filter(Boolean)
        .join(' '),
    ].join('\n\n'),
  unnamedProject: ({ number }) => `Project ${number}`,
  inProject: ({ name }) => `You are in **${name}** now.`,
  noSuchProject: ({ name }) =>
    name === '' ? 'Which project do you mean?' : `I know no project called "${name}" here.`,
  renamed: ({ name }) => `This project is called **${name}** now.`,
  renameHow: 'Tell me the new name as well, for example: rename to "Beach trip".',
  languageSet: 'From now on I answer in English.',
  languageChoice: 'I speak English and Chinese. Say "speak English" or "说中文".',
  linked: ({ available }) =>
    `Your account is linked: new projects use its ${count(available, 'credit')}. Say "unlink" to stop that.`,
  credits: ({ available, frozen, total }) =>
    `**${count(available, 'credit')}** left of ${total}${frozen > 0 ? `, and ${frozen} reserved by work in progress` : ''}. Exports are free.`,
  nothingOnTimeline: ({ live }) =>
    live
      ? 'Nothing is on the timeline yet; your request is still being worked on.'
      : 'The timeline is empty. Send me a clip to begin.',
  nothingToExport:
    'There is nothing to export yet: the timeline is empty. Send me a clip first, then say "export".',
  cancelled: ({ waiting, running }) =>
    [
      waiting > 0 ? `Cancelled ${count(waiting, 'waiting request')}.` : '',
      running
        ? 'The edit that is already running cannot be called back: it will finish, and may cost credits. You will get its result here.'
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  cancelledOne: 'Cancelled before it began. Nothing was charged.',
  nothingToCancel: 'Nothing is running or waiting, so there is nothing to cancel.',

  noChange:
    'Nothing changed on the timeline this time. Try saying it in more concrete words, such as "cut the first 5 seconds".',
  agentFailed:
    'The editor could not do this, and your timeline is as it was. Please try again, or say it in other words.',
  agentTrouble: 'The editor reported a problem on the way. This is what it did change:',
  recovered: ({ changes }) =>
    `The connection to the editor broke on the way, but the edit was made:\n${changes}`,
  notRecovered:
    'The connection to the editor broke, and your timeline has not changed since. I did not send the request again, since it could be charged twice; whether it cost credits is not certain. Press Retry to send it once more.',
  sessionReplaced:
    'The editor no longer has this project, so its old timeline is gone. I opened a new one and handed your linked clips over again.',
  cost: ({ spent, left }) =>
    spent === 0 ? `No credits used; ${left} left.` : `Used ${count(spent, 'credit')}; ${left} left.`,
  costUnknown: 'I could not read what it cost.',

  rendered: ({ version, url, bytes, durationMs }) => {
    const facts = [
      durationMs === undefined ? '' : clockTime(durationMs),
      bytes === undefined ? '' : fileSize(bytes),
    ].filter(Boolean);
    return `**Your video is ready** (v${version}${facts.length === 0 ? '' : `, ${facts.join(', ')}`})\nMP4: ${url}`;
  },
  unchanged: ({ version }) =>
    `Nothing has changed since v${version}, so here it is again. Press Export again if you want it rendered anew.`,
  sinceVersion: ({ version, changes, more }) =>
    `Since v${version}:\n${changes}${more > 0 ? `\nand ${count(more, 'more change')}` : ''}`,
  sameAsVersion: ({ version }) => `The timeline is the same as in v${version}.`,
  nothingExported:
    'Nothing has been exported here yet. Send me a clip, say what to do with it, and then "export".',
  stillRendering: 'Your first export is still being rendered. It comes here by itself when it is ready.',
  noSuchVersion: ({ version }) =>
    `This project has no v${version}. Say "last" for the newest result, or "export" for a new one.`,
  resultGone: ({ version }) =>
    `The editor no longer keeps v${version}. Your timeline is safe: press Export again, and exporting costs nothing.`,
  editorLink: ({ url }) => `Fine-tune it by hand: ${url}`,
  register: ({ url }) => `Register to go on: ${url}`,
  topUp: ({ url }) => `Top up here: ${url}`,

  button: {
    export: 'Export MP4',
    exportAgain: 'Export again',
    timeline: 'Timeline',
    newProject: 'New project',
    retry: 'Retry',
    credits: 'Credits',
  },
  commands: {
    edit: 'Edit a clip: say what you want, and add files',
    export: 'Get the finished MP4',
    credits: 'What is left, and what is reserved',
    status: 'What is on the timeline',
    new: 'Start a new project',
    projects: 'Your projects here, and how to switch',
    last: 'The newest result once more',
    cancel: 'Drop what is still waiting',
    language: 'English or Chinese',
    help: 'What I can do',
    link: 'Use your own account',
    unlink: 'Stop using your own account',
    forget: 'Delete what I keep about you',
  },
  discord: discordEn,
  timeline: timelineEn,
  errors: {
    'nemo.token-expired': () =>
      'The editor no longer accepts the key this bot works with, so nothing was done or charged. Whoever runs this bot has to replace NEMO_TOKEN.',
    'nemo.session-not-found': () =>
      'The editor no longer has this project, so its timeline is gone. Nothing was charged. Please send your clip again; a new project is ready for it.',
    'nemo.out-of-credits': () => 'The credits are used up, so this was not done and nothing was charged.',
    'nemo.unsupported-type': () => `The editor cannot read this file. It takes ${formats}.`,
    'nemo.too-large': () =>
      'The editor finds this file too large. The limit is 500 MB: please compress the clip or trim it and send it again.',
    'nemo.client-id-missing': () =>
      'The editor did not know this bot for a moment. Nothing was charged. Please try again.',
    'nemo.export-blocked': () =>
      'Exporting is not part of the current plan. This is about the subscription, not about credits, and your edit is safe.',
    'nemo.rate-limited': () =>
      'The editor is taking too many requests right now. Nothing was done or charged. Please try again in a minute.',
    'nemo.not-found': () => 'The editor does not know this any more. Please ask for it again.',
    'nemo.refused': () =>
      'The editor refused this request without a reason I know. I do not think that anything was charged. Please try again, or say it in other words.',
    'nemo.unreadable': () =>
      'The editor gave an answer that I cannot read. Whether anything was charged is not certain; ask for "credits" to see. Please try again in a minute.',
    'nemo.unreachable': ({ sent }) =>
      sent
        ? 'The editor did not answer. Whether anything was charged is not certain; ask for "credits" to see. Please try again in a minute.'
        : 'The editor cannot be reached right now. Nothing was done or charged. Please try again in a minute.',
    'nemo.cut': () =>
      'The connection to the editor broke. Whether anything was charged is not certain; ask for "status" to see what was done.',
    'nemo.silent': () =>
      'The editor went silent. Whether anything was charged is not certain; ask for "status" to see what was done.',
    'render.failed': () =>
      'The export failed twice. Exports cost nothing, and your timeline is safe. Press Retry, or change the edit and export again.',
    'render.timeout': ({ minutes }) =>
      `The export has not become ready within ${minutes} minutes. Exports cost nothing, and your timeline is safe. Press Retry to export again.`,
    'file.unsupported': ({ name }) => `I cannot edit **${name}**. I take ${formats}.`,
    'file.mismatch': ({ name }) =>
      `**${name}** is not what its name says: its content is no video, picture or sound that I know. I take ${formats}.`,
    'file.empty': ({ name }) => `**${name}** is empty (0 bytes). Please send it again.`,
    'file.too-large': ({ name, limitMb, sizeMb }) =>
      `${name === undefined ? 'That file' : `**${name}**`} is too large${sizeMb === undefined ? '' : ` (${sizeMb} MB)`}: the limit is ${limitMb} MB. Please compress the clip or trim it and send it again.`,
    'file.too-many': ({ limit }) =>
      `That is too many files at once. Please send at most ${limit} in one message.`,
    'file.interrupted': ({ name }) => `**${name}** did not arrive completely. Please send it again.`,
    'message.empty': () => 'There was nothing in that message. Write what you want, or drop a clip.',
    'message.too-long': ({ limit }) =>
      `That message is too long for me: at most ${limit.toLocaleString('en')} characters, please.`,
    'message.malformed': () => 'I could not read that message. Please send it again.',
    'thread.not-found': () => 'I do not know this chat. Please start a new one.',
    'button.unknown': () => 'This button no longer works. Please write what you want instead.',
    'button.not-yours': () =>
      'This button belongs to somebody else’s request. Write what you want, and I will do it for you.',
    'file.gone': ({ name }) => `**${name}** can no longer be fetched from this chat. Please send it again.`,
    'file.over-platform-limit': ({ name, limitMb, sizeMb }) =>
      `**${name}** has ${sizeMb} MB, and this chat lets bots fetch ${limitMb} MB at most. Send me a link to it instead, or a smaller version.`,
    'chat.gone': () => 'I cannot write in that place any more. Ask for "last" here to get the newest result.',
    'chat.refused': () => 'This chat did not take my answer. Ask for "last" to get the newest result.',
    'chat.busy': () => 'This chat takes no messages right now. I will try again shortly.',
    'account.refused': () =>
      'The editor does not know this token, so nothing was linked. Check it and try once more.',
    internal: ({ incident }) =>
      `Something went wrong on my side. Nothing you sent is lost. Please try again; if it stays, tell whoever runs this bot the number ${incident}.`,
  },
};
