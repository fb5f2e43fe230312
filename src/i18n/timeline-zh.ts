import type { Item, TimelineChange } from '#src/core/timeline-diff.ts';
import type { TrackType } from '#src/core/timeline.ts';
import { percent, seconds, span, trackFacts, type TimelineWords } from './timeline-words.ts';

const trackNames: Record<TrackType, string> = {
  video: '视频',
  audio: '背景音乐',
  text: '标题',
  other: '轨道',
};

export const timelineZh: TimelineWords = {
  summary: ({ tracks }) =>
    [
      `时间轴（${tracks.length} 条轨道）：`,
      ...tracks.map((track, index) => {
        const { label, more, span, volume } = trackFacts(track);
        const name = [label, more > 0 ? `等 ${more + 1} 项` : undefined].filter(Boolean).join(' ');
        const facts = [span, volume].filter(Boolean).join('，');
        return `${index + 1}. ${trackNames[track.type]}：${name || (facts === '' ? '空' : '未命名')}${facts === '' ? '' : `（${facts}）`}`;
      }),
    ].join(' '),
  changes: (changes) => changes.map((change) => `✅ ${line(change)}`).join('\n'),
};

function line(change: TimelineChange): string {
  switch (change.change) {
    case 'added':
      return `已添加${trackNames[change.item.type]}：${label(change.item)}（${facts(change.item)}）`;
    case 'removed':
      return `已删除${trackNames[change.item.type]}：${label(change.item)}`;
    case 'moved':
      return `${named(change.item)} 从 ${span(change.from)} 移到 ${span(change.to)}`;
    case 'trimmed':
      return `${named(change.item)} 从 ${span(change.from)} ${change.to.durationMs < change.from.durationMs ? '剪短' : '延长'}到 ${span(change.to)}`;
    case 'volume':
      return `${named(change.item)}：音量 ${percent(change.from)} → ${percent(change.to)}`;
    case 'text':
      return `${trackNames[change.item.type]}由"${change.from}"改为"${change.to}"`;
    case 'recut':
      return `${named(change.item)} 重新剪切：${seconds(change.from.durationMs)}s → ${seconds(change.to.durationMs)}s，共 ${change.to.pieces} 段`;
    case 'other':
      return '时间轴有改动';
  }
}

const label = (item: Item): string => (item.text === undefined ? (item.name ?? '未命名') : `"${item.text}"`);
const named = (item: Item): string =>
  item.text === undefined && item.name === undefined
    ? trackNames[item.type]
    : `${trackNames[item.type]} ${label(item)}`;
const facts = (item: Item): string =>
  item.volume === undefined || item.volume === 1 ? span(item) : `${span(item)}，${percent(item.volume)}`;
