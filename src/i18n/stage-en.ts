import { bar, clockTime, fileSize, span } from './format.ts';
import type { Messages, Stage } from './messages.ts';

const stages: Record<Stage, string> = {
  connecting: 'Connecting…',
  uploading: 'Passing your clip to the editor…',
  editing: 'Editing',
  generating: 'Generating',
  waiting: 'The editor is busy. I will try once more shortly…',
  retrying: 'That did not get through. I will try again shortly…',
  checking: 'The connection to the editor broke. Checking what was done…',
  away: 'The editor cannot be reached right now. I keep looking, and will tell you here what was done…',
  rendering: 'Rendering your MP4',
};

/** "Rendering your MP4 · 0:12, usually 30-90 s", and a bar below where there is one to show. */
export const stageEn: Messages['stage'] = ({ stage, elapsedMs, usual, progress, detail }) => {
  const range = usual === undefined ? '' : span(usual, { s: 's', min: 'min' });
  const rule = usual !== undefined && elapsedMs > usual.toMs ? 'longer than the usual' : 'usually';
  const time = usual === undefined ? '' : ` · ${clockTime(elapsedMs)}, ${rule} ${range}`;
  return [`${stages[stage]}${time}`, progress === undefined ? '' : barOf(progress), detail]
    .filter(Boolean)
    .join('\n');
};

function barOf(progress: NonNullable<Parameters<Messages['stage']>[0]['progress']>): string {
  const line = bar(progress.share);
  const percent = `${Math.floor(progress.share * 100)}%`;
  switch (progress.by) {
    case 'bytes':
      return `${line} ${percent} (${fileSize(progress.sent)} of ${fileSize(progress.of)})`;
    case 'count':
      return `${line} ${percent}`;
    case 'clock':
      return `${line} an estimate`;
  }
}
