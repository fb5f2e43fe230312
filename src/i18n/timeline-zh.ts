import type { Item, TimelineChange } from '#src/core/timeline-diff.ts';
import type { TrackType } from '#src/core/timeline.ts';
import {
  changeLines,
  factsOf,
  labelOf,
  percent,
  quoted,
  seconds,
  span,
  times,
  trackFacts,
  type TimelineWords,
} from './timeline-words.ts';

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
        const { label, more, facts } = trackFacts(track);
        const name = [label ?? (facts.length === 0 ? '空' : '未命名'), more > 0 ? `等 ${more + 1} 项` : '']
          .filter(Boolean)
          .join(' ');
        const when = facts.length === 0 ? '' : `（${facts.join('，')}）`;
        return `${index + 1}. ${trackNames[track.type]}：${name}${when}`;
      }),
    ].join(' '),
  changes: (changes) => changeLines(changes, line, (count) => `另有 ${count} 处改动`),
  picture: {
    title: '时间轴',
    empty: '这里还没有内容',
    track: { video: '视频', audio: '音乐和声音', text: '标题', other: '其他' },
    moreTracks: ({ count }) => `另有 ${count} 条轨道`,
    sameAs: ({ version }) => `已导出为 v${version}`,
    editedSince: ({ version }) => `v${version} 之后有改动`,
    notExported: '还没有导出',
  },
};

function line(change: TimelineChange): string {
  switch (change.change) {
    case 'added':
      return `已添加${trackNames[change.item.type]}：${labelOf(change.item) ?? '未命名'}（${factsOf(change.item).join('，')}）`;
    case 'removed':
      return `已删除${trackNames[change.item.type]}：${labelOf(change.item) ?? `未命名（${span(change.item)}）`}`;
    case 'moved':
      return `${named(change.item)}从 ${span(change.from)} 移到 ${span(change.to)}`;
    case 'trimmed':
      return `${named(change.item)}从 ${span(change.from)} ${change.to.durationMs < change.from.durationMs ? '剪短' : '延长'}到 ${span(change.to)}`;
    case 'speed':
      return `${named(change.item)}速度 ${times(change.from)} → ${times(change.to)}（现在 ${span(change.item)}）`;
    case 'volume':
      return `${named(change.item)}音量 ${percent(change.from)} → ${percent(change.to)}`;
    case 'text':
      return `${trackNames[change.item.type]}由${quoted(change.from)}改为${quoted(change.to)}`;
    case 'recut':
      return `${named(change.item)}重新剪切：${seconds(change.from.durationMs)}s → ${seconds(change.to.durationMs)}s，共 ${change.to.pieces} 段`;
    case 'aspect':
      return `画幅改为 ${change.to}`;
    case 'other':
      return '时间轴有改动';
  }
}

/** The name stands apart from the Chinese words around it. */
function named(item: Item): string {
  const label = labelOf(item);
  return label === undefined ? trackNames[item.type] : `${trackNames[item.type]} ${label} `;
}
