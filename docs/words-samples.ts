import { createStageTimes, sentOf } from '#src/core/stage-times.ts';
import type { Messages } from '#src/i18n/index.ts';
import { budgetSamples, usageSamples } from './budget-samples.ts';
import { doctorSamples } from './doctor-samples.ts';

/** For each message with parameters, what it is shown with on the page. A message that has none here fails the type check. */
export type Samples<T> = {
  [K in keyof T as T[K] extends string | Record<string, string> ? never : K]: T[K] extends (
    parameters: infer P,
  ) => string
    ? [P, ...P[]]
    : Samples<T[K]>;
};

const times = createStageTimes();
const name = 'beach.mp4';
const url = 'https://nemovideo.com/link';
const title = { type: 'text', startMs: 0, durationMs: 3_000, text: 'Urban Dreams' } as const;
const video = { type: 'video', startMs: 0, durationMs: 8_000, name: 'city timelapse' } as const;
const music = { type: 'audio', startMs: 0, durationMs: 10_000, name: 'Lo-fi', volume: 0.35 } as const;
const from = { startMs: 0, durationMs: 10_000 };
const clip = { name, kind: 'video', durationMs: 12_000, width: 1920, height: 1080, bytes: 8_400_000, hasSound: true } as const;

export const samples: Samples<Messages> = {
  ack: [{ ahead: 0 }, { ahead: 1 }, { ahead: 3 }],
  stage: [
    { stage: 'connecting', elapsedMs: 1_000 },
    { stage: 'uploading', elapsedMs: 4_000, detail: name },
    { stage: 'uploading', elapsedMs: 4_000, progress: sentOf(6_300_000, 26_200_000), detail: name },
    { stage: 'editing', elapsedMs: 12_000, usual: times.usual('editing') },
    { stage: 'generating', elapsedMs: 75_000, usual: times.usual('generating'), detail: 'The raw clip is ready.' },
    { stage: 'waiting', elapsedMs: 2_000 },
    { stage: 'checking', elapsedMs: 45_000 },
    { stage: 'away', elapsedMs: 120_000 },
    { stage: 'rendering', elapsedMs: 40_000, usual: times.usual('rendering'), progress: { by: 'count', share: 0.62 } },
    { stage: 'rendering', elapsedMs: 40_000, usual: times.usual('rendering'), progress: { by: 'clock', share: 0.44 } },
    { stage: 'rendering', elapsedMs: 100_000, usual: times.usual('rendering'), progress: { by: 'clock', share: 0.9 } },
  ],
  stillWorking: [{ minutes: 4 }],
  finished: [{ elapsedMs: 42_000 }],
  uploaded: [{ files: [clip] }, { files: [clip, { name: 'wind.mp3', kind: 'audio' }] }],
  asYouAsked: [{ wish: 'trim the pauses' }],
  linked: [{ available: 250 }],
  access: { code: [{ code: 'K7PM2XWQ', minutes: 60 }], approved: [{ id: '501000001' }], revoked: [{ id: '501000001' }], notApproved: [{ id: '501000001' }, { id: '' }], approvedList: [{ people: [{ platform: 'telegram', id: '501000001', at: 1_772_323_200_000 }], more: 0 }, { people: [{ platform: 'discord', id: '1139201834728374123', at: 1_772_323_200_000 }], more: 4 }, { people: [], more: 0 }] },
  doctor: doctorSamples,
  linkInPrivate: [{ removed: true }, { removed: false }],
  credits: [
    { available: 95, frozen: 0, total: 100 },
    { available: 1, frozen: 5, total: 100 },
  ],
  nothingOnTimeline: [{ live: false }, { live: true }],
  cancelled: [
    { waiting: 2, running: undefined, rendering: false, question: false },
    { waiting: 0, running: 'sent', rendering: false, question: false },
    { waiting: 1, running: 'unsent', rendering: true, question: false },
    { waiting: 0, running: undefined, rendering: false, question: true },
    { waiting: 0, running: undefined, rendering: false, question: false },
  ],
  leftOut: [{ steps: ['edit', 'export'] }, { steps: [] }],
  stillWanted: [{ asked: 'trim the pauses' }, { asked: undefined }],
  restStillWanted: [{ steps: ['export'] }],
  question: [
    { prompt: 'Which song?', options: [] },
    { prompt: 'Which song?', options: ['Lo-fi', 'Jazz'] },
  ],
  openQuestion: [{ prompts: ['Which song?'] }],
  recovered: [{ changes: '✅ Title added: "Urban Dreams" (0-3s)' }],
  sessionReplaced: [
    { restored: [], missing: [] },
    { restored: [name], missing: ['wind.mp3'] },
    { restored: [], missing: [name, 'wind.mp3'] },
  ],
  cost: [
    { spent: 5, left: 95 },
    { spent: 0, left: 95 },
    { spent: 25, left: 75, atMost: true },
  ],
  costUnclear: [{ left: 195 }],
  rendered: [
    { version: 2, url, bytes: 3_200_000, durationMs: 9_000 },
    { version: 1, url, bytes: undefined, durationMs: undefined },
  ],
  editorLink: [{ url }],
  register: [{ url }],
  topUp: [{ url }],
  upgrade: [{ url }],
  project: {
    strip: { alt: [{ above: 'v1', below: 'v2' }, { above: undefined, below: 'v1' }] },
    list: [
      { shown: [{ number: 1, name: 'Beach trip', ageMs: 30_000, current: true }], older: 0 },
      {
        shown: [
          { number: 4, name: 'Beach trip', ageMs: 86_400_000, current: false },
          { number: 5, name: 'speech.mp4', ageMs: 7_200_000, current: true },
        ],
        older: 3,
      },
    ],
    unnamedProject: [{ number: 3 }],
    inProject: [{ name: 'Beach trip' }],
    noSuchProject: [{ name: 'Mountains' }, { name: '' }],
    renamed: [{ name: 'Beach trip' }],
    unchanged: [{ version: 2 }],
    sinceVersion: [{ version: 1, changes: '✅ Title added: "Urban Dreams" (0-3s)', more: 2 }],
    sameAsVersion: [{ version: 1 }],
    noSuchVersion: [{ version: 9 }],
    resultGone: [{ version: 1 }],
  },
  account: {
    howToLink: [
      { by: 'page', url },
      { by: 'form', url },
      { by: 'private', url },
    ],
    unlinked: [
      { here: [], elsewhere: 0 },
      { here: ['Beach trip', 'speech.mp4'], elsewhere: 2 },
    ],
    whoseCredits: [
      { whose: 'own', word: 'server' },
      { whose: 'shared', word: 'server' },
      { whose: 'shared', word: 'group' },
      { whose: 'other', word: 'server' },
    ],
    howToShare: [
      { by: 'form', space: '81384788765712384', word: 'server' },
      { by: 'private', space: '-1001234567890', word: 'group' },
    ],
    sharedLinked: [
      { available: 100, word: 'server' },
      { available: 100, word: 'group' },
    ],
    sharedUnlinked: [{ here: ['Beach trip'], elsewhere: 2, word: 'server' }],
    noneShared: [{ word: 'group' }],
    forgotten: [{ url }],
  },
  usage: usageSamples,
  budget: budgetSamples,
  discord: {
    goesOnIn: [{ place: '#clips' }],
    cannotWriteHere: [{ place: '#clips' }],
  },
  timeline: {
    picture: {
      moreTracks: [{ count: 1 }, { count: 3 }],
      sameAs: [{ version: 2 }],
      editedSince: [{ version: 2 }],
    },
    summary: [
      {
        durationMs: 10_000,
        tracks: [
          { type: 'video', segments: [{ ...video, durationMs: 10_000 }] },
          { type: 'audio', segments: [music] },
          { type: 'text', segments: [title] },
        ],
      },
      { durationMs: 0, tracks: [] },
    ],
    changes: [
      [
        { change: 'added', item: title },
        { change: 'added', item: music },
        { change: 'removed', item: music },
        { change: 'moved', item: title, from: title, to: { startMs: 2_000, durationMs: 3_000 } },
        { change: 'trimmed', item: video, from, to: video },
        { change: 'trimmed', item: video, from: { startMs: 0, durationMs: 5_000 }, to: video },
        { change: 'speed', item: video, from: 1, to: 2 },
        { change: 'volume', item: music, from: 0.35, to: 0.2 },
        { change: 'text', item: title, from: 'Urban Dreams', to: 'City Nights' },
      ],
      [
        { change: 'recut', item: video, from: { pieces: 1, durationMs: 10_000 }, to: { pieces: 3, durationMs: 8_000 } },
        { change: 'aspect', to: '9:16' },
        { change: 'other' },
      ],
    ],
  },
  errors: {
    'nemo.token-expired': [{}],
    'nemo.session-not-found': [{}],
    'nemo.out-of-credits': [{}],
    'nemo.unsupported-type': [{ name }, {}],
    'nemo.too-large': [{ name, sizeMb: 620 }, {}],
    'nemo.client-id-missing': [{}],
    'nemo.export-blocked': [{}],
    'nemo.rate-limited': [{}, { retryAfterMs: 600_000 }, { starter: true }],
    'nemo.not-found': [{}],
    'nemo.refused': [{ status: 400 }, { status: 503 }],
    'nemo.unreadable': [{ status: 200 }],
    'nemo.unreachable': [{ sent: false }, { sent: true }],
    'nemo.cut': [{}],
    'nemo.silent': [{ limit: 'silence', afterMs: 600_000 }],
    'render.failed': [{}],
    'render.timeout': [{ minutes: 60 }],
    'file.unsupported': [{ name: 'notes.pdf' }],
    'file.mismatch': [{ name }],
    'file.empty': [{ name }],
    'file.too-large': [{ name, limitMb: 500, sizeMb: 620 }, { limitMb: 500 }],
    'file.too-many': [{ limit: 10 }],
    'file.interrupted': [{ name }],
    'message.empty': [{}],
    'message.too-long': [{ limit: 4_000 }],
    'message.malformed': [{}],
    'web.too-many': [{ seconds: 30 }],
    'thread.not-found': [{}],
    'button.unknown': [{}],
    'button.not-yours': [{}],
    'file.gone': [{ name }],
    'file.not-fetched': [{ name }],
    'file.private-link': [{ name }],
    'file.link-with-password': [{ name }],
    'file.over-platform-limit': [
      { name, limitMb: 20, sizeMb: 64 },
      { name, limitMb: 20, sizeMb: undefined },
    ],
    'chat.gone': [{}],
    'chat.refused': [{}],
    'chat.busy': [{}],
    'account.expired': [{ kind: 'linked' }, { kind: 'shared' }, { kind: 'operator' }],
    'account.gone': [{}],
    'account.managers-only': [{}],
    'account.refused': [{}],
    'access.closed': [{}],
    'limit.daily': [
      { of: 'user', budget: 50, used: 45, reserved: 0, usual: 10, opensInMs: 12_000_000 },
      { of: 'place', budget: 500, used: 503, reserved: 0, usual: 10, opensInMs: 2_400_000 },
      { of: 'user', budget: 50, used: 30, reserved: 20, usual: 10, opensInMs: 12_000_000 },
      { of: 'user', budget: 50, used: 0, reserved: 0, usual: 100, opensInMs: 12_000_000 },
    ],
    'limit.rate': [{ perMinute: 20, opensInMs: 41_000 }],
    'limit.waiting': [{ most: 50 }],
    internal: [{ incident: '9f3a01bc' }],
  },
};
