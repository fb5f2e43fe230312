import type { Footage } from '#src/core/footage.ts';
import { bar, clockTime, count, fileSize } from './format.ts';
import { discordEn } from './discord-en.ts';
import { doctorEn } from './doctor-en.ts';
import { errorsEn, formats } from './errors-en.ts';
import type { Step } from '#src/core/plan.ts';
import { accessEn } from './access-en.ts';
import { accountEn } from './account-en.ts';
import { budgetEn } from './budget-en.ts';
import type { Messages } from './messages.ts';
import { projectEn } from './project-en.ts';
import { stageEn } from './stage-en.ts';
import { usageEn } from './usage-en.ts';
import { timelineEn } from './timeline-en.ts';

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

const stepNames: Partial<Record<Step['do'], string>> = {
  edit: 'the next edit',
  export: 'the export',
  upload: 'the files',
};

const listed = (steps: Step['do'][]): string =>
  steps.map((step) => stepNames[step] ?? step).join(', ') || 'nothing more';

const bold = (name: string): string => `**${name}**`;

export const en: Messages = {
  ack: ({ ahead }) =>
    ahead === 0 ? 'Got it.' : `Got it. ${count(ahead, 'request')} before yours, then it's your turn.`,
  stage: stageEn,
  stillWorking: ({ minutes }) => `⏳ Still working... (${minutes} min)`,
  finished: ({ elapsedMs }) => `Done in ${clockTime(elapsedMs)}.`,
  stopped: 'Stopped. See below.',

  help: [
    'Hi! Send me a video clip and tell me in your own words what to do with it. I edit it and send the MP4 back here.',
    'Try saying:',
    '- "edit my raw video footage"\n- "trim the pauses, add captions, and export"\n- "export 1080p MP4"',
    'You can also ask for **status** (what is on the timeline), **credits**, **new project** or **cancel**. Clips under 60 seconds go much faster.',
  ].join('\n\n'),
  welcome: "You're welcome! Send me another clip, or say what to change in this one, whenever you like.",
  howToUpload: `Send the clip right here in the chat, or paste a link to it. I take ${formats}, up to 500 MB.`,
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
  sendClipFirst:
    'Gladly, but I have no clip to work on yet. Send it right here, or paste a link to it, and I will start at once.',
  asYouAsked: ({ wish }) => `Your clip is here, and you had asked for this: "${wish}"`,
  newProject:
    'New project, with an empty timeline. Send a clip to begin. What you exported before stays in this chat.',
  project: projectEn,
  languageSet: 'From now on I answer in English.',
  languageChoice: 'I speak English and Chinese. Say "speak English" or "说中文".',
  linked: ({ available }) =>
    `Your account is linked: new projects use its ${count(available, 'credit')}. Say "unlink" to stop that.`,
  linkInPrivate: ({ removed }) =>
    removed
      ? 'Please send me tokens in a private chat only. I removed your message; if others may have read the token by then, make a new one.'
      : 'Please send me tokens in a private chat only. I could not remove your message: delete it, and make a new token, since others may have read this one.',
  limitedSight:
    'Hello! Reply to a clip with "/edit trim the pauses and export", and the finished MP4 comes back here.\n\nA word to the admins: Telegram shows me only commands and replies to me in this group. To let me see mentions as well, make me an admin, or turn my privacy mode off with @BotFather and add me again.',
  account: accountEn,
  access: accessEn,
  budget: budgetEn,
  credits: ({ available, frozen, total }) =>
    `**${count(available, 'credit')}** left of ${total}${frozen > 0 ? `, and ${frozen} reserved by work in progress` : ''}. Exports are free.\n${bar(total > 0 ? available / total : 0)}`,
  nothingOnTimeline: ({ live }) =>
    live
      ? 'Nothing is on the timeline yet; your request is still being worked on.'
      : 'The timeline is empty. Send me a clip to begin.',
  nothingToExport:
    'There is nothing to export yet: the timeline is empty. Send me a clip, tell me what to do with it, and then say "export".',
  cancelled: ({ waiting, running, rendering, question }) =>
    [
      waiting > 0 ? `Cancelled ${count(waiting, 'waiting request')}.` : '',
      running === 'sent'
        ? 'The edit that is already running cannot be called back: it will finish, and may cost credits. I will tell you here what it changed, and leave out whatever was to follow it.'
        : '',
      running === 'unsent'
        ? 'I am stopping the request at hand before anything more of it goes to the editor.'
        : '',
      rendering
        ? 'The export that is being made cannot be called back either. It costs nothing, and its video will come here when it is ready.'
        : '',
      question ? 'No need to answer my question any more.' : '',
    ]
      .filter(Boolean)
      .join(' ') || 'Nothing is running or waiting, so there is nothing to cancel.',
  cancelledOne: 'Cancelled before it began, so nothing was charged.',
  leftOut: ({ steps }) => `Left out, as you cancelled: ${listed(steps)}.`,
  stillWanted: ({ asked }) =>
    asked === undefined
      ? 'Your request waited here for more than a day, so I did not begin it without asking. Shall I do it now?'
      : `Your request waited here for more than a day, so I did not begin it without asking. Shall I do it now? You wrote: "${asked}"`,

  rawReady: 'The raw clip is ready. Music, a title and effects are being added…',
  question: ({ prompt, options }) =>
    options.length === 0 ? `**${prompt}**` : `**${prompt}** (${options.join(' / ')})`,
  openQuestion: ({ prompts }) =>
    `I am still waiting for your answer: ${prompts.map((prompt) => `**${prompt}**`).join(' ')}`,
  restStillWanted: ({ steps }) =>
    `That was more than a day ago, so I did not go on without asking. Left to do: ${listed(steps)}. Shall I do it now?`,
  noChange:
    'Nothing changed on the timeline this time. Try saying it in more concrete words, such as "cut the first 5 seconds".',
  sayExport: 'Say "export" whenever you want the MP4.',
  noChangeSeen: 'As far as I can see, though, nothing changed on the timeline.',
  agentFailed:
    'The editor could not do this, and your timeline is as it was. Please try again, or say it in other words.',
  agentTrouble: 'The editor ran into a problem on the way. This much it did change:',
  recovered: ({ changes }) =>
    `The connection to the editor broke on the way, but the edit was made:\n${changes}`,
  notRecovered:
    'The connection to the editor broke, and your timeline has not changed since. I did not send the request again, since it could be done and charged twice. Press **Retry** to send it once more.',
  notSeen:
    'The editor cannot be reached, so I do not know whether the edit was made. I did not send it again, since it could be done and charged twice. Ask for **status** later, or press **Retry** to send it once more.',
  sessionReplaced: ({ restored, missing }) =>
    [
      'The editor no longer has this project, so its old timeline is gone. I opened a new one.',
      restored.length > 0 ? `I passed these on again: ${restored.map(bold).join(', ')}.` : '',
      missing.length > 0
        ? `I cannot fetch ${missing.map(bold).join(', ')} once more: please send ${missing.length === 1 ? 'it' : 'them'} again, then press **Retry** where you see it.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  nothingEdited:
    'So there is nothing edited to export yet. Tell me what to do with the clips, and then export.',
  runLost:
    'Your last request had gone out to the old project, and what it did is gone as well. Press **Retry** to have it done on the new timeline.',
  cost: ({ spent, left, atMost = false }) => {
    if (spent === 0) return `No credits used; ${left} left.`;
    return atMost
      ? `Used at most ${count(spent, 'credit')}, as other work ran on the same account meanwhile; ${left} left.`
      : `Used ${count(spent, 'credit')}; ${left} left.`;
  },
  costUnclear: ({ left }) =>
    `I cannot tell what it cost, since credits were added meanwhile; ${left} are left now.`,
  costUnknown: 'I could not read what it cost. Ask for **credits** to see what is left.',

  rendered: ({ version, url, bytes, durationMs }) => {
    const facts = [
      durationMs === undefined ? '' : clockTime(durationMs),
      bytes === undefined ? '' : fileSize(bytes),
    ].filter(Boolean);
    return `**Your video is ready** (v${version}${facts.length === 0 ? '' : `, ${facts.join(', ')}`})\nMP4: ${url}`;
  },
  editorLink: ({ url }) => `Fine-tune it by hand: ${url}`,
  register: ({ url }) => `Register to go on: ${url}`,
  topUp: ({ url }) => `Top up here: ${url}`,
  upgrade: ({ url }) => `See the plans here: ${url}`,
  charged: {
    nothing: 'Nothing was charged.',
    unknown: 'Whether it cost credits is not certain; ask for **credits** to see.',
    export: 'Exports cost nothing, and your timeline is safe.',
  },
  retryGoesOn: 'The rest of your request is kept: **Retry** goes on from here.',

  button: {
    export: 'Export MP4',
    exportAgain: 'Export again',
    timeline: 'Timeline',
    newProject: 'New project',
    retry: 'Retry',
    credits: 'Credits',
    link: 'Link account',
    goOn: 'Go on without it',
    doNow: 'Do it now',
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
    privacy: 'What I keep about you',
    forget: 'Delete what I keep about you',
    approve: 'Let somebody in by their code',
    approved: 'Whom you have let in by a code',
    revoke: 'Take an approval back by its id',
    usage: 'What everybody used, as a table and a file',
    doctor: 'How I am, and what to mend',
  },
  discord: discordEn,
  doctor: doctorEn,
  usage: usageEn,
  timeline: timelineEn,
  errors: errorsEn,
};
