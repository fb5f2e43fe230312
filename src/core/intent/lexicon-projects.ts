import { footage, looking, words, type Entry } from './lexicon.ts';

/** "Start over", "new project". */
export const fresh: Entry[] = [
  {
    heads: words('over fresh afresh anew again scratch beginning zero top'),
    needs: [words('start begin starting scratch restart')],
    fill: words(
      'new make project from with everything all clean clear wipe completely totally whole thing slate session brand nothing',
    ),
    unlike: /\bstart (?:it|this|that) again\b/,
  },
  {
    heads: words('reset restart 重置'),
    fill: words('project everything all session over fresh from scratch whole thing 项目 一切 所有 全部'),
  },
  {
    heads: words('project session workspace 项目 工程 专案'),
    needs: [
      words(
        `new another fresh different blank empty create start begin`,
        `新 新的 新建 新建一个 另一个 另外 创建 开个 建个 开一个 建一个 另开 新开 开始 重新 空白`,
      ),
    ],
    fill: words(
      `brand with open make set up clean begins completely video editing edit edit.`,
      `开 建 一个 个 启动 做 整 弄 全新`,
    ),
    unlike: /\b(?:my|this|the|that|our) (?:project|session)\b/,
  },
  { heads: words('new'), fill: words('') },
  {
    heads: words(
      `重新开始 重新来 重新来过 从头开始 从头来 从头再来 从头来过 从零开始 重来 重头开始 重头来 重头来过 推倒重来 另起炉灶 重开
      新建 新建项目 新项目 新工程 新专案`,
    ),
    fill: words(
      `项目 工程 一个 个 新 整 弄 创建 开 建 做 剪辑 一遍 一次 全部 开始 从 打开 启动 换 start begin create open`,
    ),
  },
];

export const projects: Entry[] = [
  {
    heads: words('projects 项目列表 所有项目 全部项目'),
    fill: words(
      looking,
      'all existing other others old older previous past saved switch change between open in chat',
    ),
  },
  {
    heads: words('project'),
    needs: [words('switch change list which')],
    fill: words('another other different'),
  },
  {
    heads: words('项目 专案'),
    needs: [
      words(
        '我的 啥 有啥 哪些 列表 列出 所有 全部 什么 查看 看看 看一下 看 显示 多少 几 切换 换 换个 换一个 别的 其他',
      ),
    ],
    fill: words(looking, '个 另一个 以前 之前 一共'),
  },
  { heads: words('项目 专案'), fill: words('') },
];

const sending = 'send show give share get see post resend re-send repost watch';
const results = words(
  'video videos mp4 file result results render render. export output version movie link links',
);

/** The newest result once more. */
export const last: Entry[] = [
  { heads: words('last'), fill: words('') },
  { heads: words('again'), needs: [words('send')], fill: words(''), like: /\bsend again\b/ },
  {
    heads: words('last latest previous newest recent'),
    needs: [results, words(sending, 'download 再发 再')],
    fill: words(footage, 'most made back finished final over of from exported one 一次 一遍 发'),
    unlike: /\b(?:latest|newest|recent) (?:version|cut|edit|draft)/,
  },
  {
    heads: words('last latest previous'),
    needs: [words('result results video export render render. output')],
    fill: words('finished final exported'),
    unlike: /\b(?:export|render) (?:the|my) (?:last|latest)/,
  },
  {
    heads: words('again resend re-send repost once'),
    needs: [
      words('send show give share post resend re-send repost see'),
      words('it that them video file link mp4 result movie me one resend re-send repost'),
    ],
    fill: words(footage, results, 'back over more just sent same latest last download'),
    unlike: /\bonce (?!more|again)|\byou (?:the|a|my)|\bclips?\b(?!.*\blast\b)/,
  },
  {
    heads: words(
      `再发 再发一次 再发一遍 再发我 再发我一遍 再发我一次 再发给我 再传一次 再传一遍 再传给我 再给我 再给我发 再来一份 再看一遍
      重发 重发一次 重发一遍 重新发 重新发送 重新发给我`,
    ),
    fill: words(
      footage,
      `上一个 上个 上次 刚才 刚刚 之前 最新 链接 下载链接 一次 一遍 一份 发 过来 last video`,
    ),
  },
  {
    // 再把视频发我一遍
    heads: words('发 发我 发给我 传给我 给我'),
    needs: [words('再'), words('一次 一遍')],
    fill: words(footage, '刚才 那个 链接'),
  },
  {
    heads: words('上一个 上个 上次 上一次 上一版 前一个 最近 最近一次 最新 刚才 刚刚'),
    needs: [words('视频 成片 成品 作品 结果 片子 影片 短片 导出 链接 video')],
    fill: words(footage, looking, '一份 一遍 一次 发 发给我 发我 次 下载 个 一个 生成 版 再看 再看看 过来'),
  },
];
