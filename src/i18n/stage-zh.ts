import { bar, clockTime, fileSize, span } from './format.ts';
import type { Messages, Stage } from './messages.ts';

const stages: Record<Stage, string> = {
  connecting: '正在连接…',
  uploading: '正在把素材交给剪辑服务…',
  editing: '正在剪辑',
  generating: '正在生成',
  waiting: '剪辑服务正忙，我稍后再试一次…',
  retrying: '刚才没有接通，我稍后再试…',
  checking: '与剪辑服务的连接断开了，正在查看已完成的部分…',
  away: '现在连不上剪辑服务。我会继续查看，并在这里告诉你做了什么…',
  rendering: '正在渲染 MP4',
};

/** "正在渲染 MP4 · 0:12，通常 30-90 秒", and a bar below where there is one to show. */
export const stageZh: Messages['stage'] = ({ stage, elapsedMs, usual, progress, detail }) => {
  const range = usual === undefined ? '' : span(usual, { s: '秒', min: '分钟' });
  const rule = usual !== undefined && elapsedMs > usual.toMs ? '已超过通常的' : '通常';
  const time = usual === undefined ? '' : ` · ${clockTime(elapsedMs)}，${rule} ${range}`;
  return [`${stages[stage]}${time}`, progress === undefined ? '' : barOf(progress), detail]
    .filter(Boolean)
    .join('\n');
};

function barOf(progress: NonNullable<Parameters<Messages['stage']>[0]['progress']>): string {
  const line = bar(progress.share);
  const percent = `${Math.floor(progress.share * 100)}%`;
  switch (progress.by) {
    case 'bytes':
      return `${line} ${percent}（${fileSize(progress.sent)} / ${fileSize(progress.of)}）`;
    case 'count':
      return `${line} ${percent}`;
    case 'clock':
      return `${line} 按时间估计`;
  }
}
