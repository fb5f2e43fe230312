import type { Footage } from '#src/core/footage.ts';
import { ago, clockTime, fileSize } from './format.ts';
import { discordZh } from './discord-zh.ts';
import type { Messages, Stage } from './messages.ts';
import { timelineZh } from './timeline-zh.ts';

const formats = 'MP4、MOV、AVI、WebM、MKV、JPG、PNG、GIF、WebP、MP3、WAV、M4A 和 AAC';

const stages: Record<Stage, string> = {
  connecting: '正在连接…',
  uploading: '正在交接你的素材…',
  editing: '正在剪辑',
  generating: '正在生成',
  waiting: '剪辑服务正忙，我稍后再试一次…',
  checking: '与剪辑服务的连接断开了，正在查看已完成的部分…',
  rendering: '正在渲染 MP4',
};

const usual: Partial<Record<Stage, string>> = {
  editing: '通常 10-30 秒',
  generating: '通常 2-5 分钟',
  rendering: '通常 30-90 秒',
};

/** "**clip.mp4**（0:12，640×360，3.1 MB，有声音）" */
function seen({ name, durationMs, width, height, bytes, hasSound }: Footage): string {
  const facts = [
    durationMs === undefined ? '' : clockTime(durationMs),
    width === undefined || height === undefined ? '' : `${width}×${height}`,
    bytes === undefined ? '' : fileSize(bytes),
    hasSound === undefined ? '' : hasSound ? '有声音' : '没有声音',
  ].filter(Boolean);
  return facts.length === 0 ? `**${name}**` : `**${name}**（${facts.join('，')}）`;
}

export const zh: Messages = {
  ack: ({ ahead }) => (ahead === 0 ? '收到。' : `收到。前面还有 ${ahead} 个请求，完成后就轮到你。`),
  stage: ({ stage, elapsedMs, detail }) => {
    const time = [clockTime(elapsedMs), usual[stage]].filter(Boolean).join('，');
    const line = usual[stage] === undefined ? stages[stage] : `${stages[stage]} · ${time}`;
    return detail === undefined ? line : `${line}\n${detail}`;
  },
  stillWorking: ({ minutes }) => `⏳ 仍在处理…（${minutes} 分钟）`,
  finished: ({ elapsedMs }) => `已完成，用时 ${clockTime(elapsedMs)}。`,
  stopped: '已停止，详情见下。',

  help: [
    '你好！发一段视频给我，用你自己的话说想怎么剪，我剪好后把 MP4 发回这里。',
    '可以这样说：',
    '- "剪辑我的原始素材"\n- "剪掉停顿，加字幕，然后导出"\n- "导出 1080p MP4"',
    '也可以问我**状态**（时间轴上有什么）、**积分**，或者说**新项目**、**取消**。60 秒以内的素材会快很多。',
  ].join('\n\n'),
  howToUpload: `把视频直接拖到聊天里，或者贴一个链接。支持 ${formats}，最大 500 MB。`,
  uploaded: ({ files }) =>
    files.length === 1
      ? `收到 ${files.map(seen).join('')}。想怎么剪？按一个按钮，或者用你自己的话说。`
      : `收到 ${files.length} 个文件：\n\n${files.map((file) => `- ${seen(file)}`).join('\n')}\n\n想怎么剪？按一个按钮，或者用你自己的话说。`,
  suggestion: {
    trimPauses: '剪掉停顿',
    captions: '加字幕',
    title: '加一个合适的短标题',
    vertical: '改成竖屏',
    music: '加背景音乐',
    shorten: '剪到 30 秒',
    join: '按这个顺序拼接',
    slowZoom: '做成一段 5 秒的视频，画面缓缓放大',
    videoForSound: '给这段声音配一个视频',
  },
  sendClipFirst: '把素材发给我，我马上照做。直接拖进来，或者贴一个链接。',
  asYouAsked: ({ wish }) => `素材到了，你之前说的是："${wish}"`,
  newProject: '新项目已建好，时间轴是空的。发一段素材就可以开始。之前导出的视频仍在这个聊天里。',
  projects: ({ shown, older }) =>
    [
      older + shown.length === 1 ? '这里有一个项目：' : '这里的项目：',
      shown
        .map(
          ({ number, name, ageMs, current }) =>
            `- ${number}. **${name}**，${ago(ageMs, 'zh', '刚刚')}新建${current ? ' ← 当前' : ''}`,
        )
        .join('\n'),
      [
        older > 0 ? `还有 ${older} 个更早的，说出编号就能切换。` : '',
        '按一下或说出编号、名字就能切换；说"改名为……"可以给当前项目换个名字。',
      ].join(''),
    ].join('\n\n'),
  unnamedProject: ({ number }) => `项目 ${number}`,
  inProject: ({ name }) => `现在是项目 **${name}**。`,
  noSuchProject: ({ name }) => (name === '' ? '你说的是哪个项目？' : `这里没有叫"${name}"的项目。`),
  renamed: ({ name }) => `这个项目现在叫 **${name}**。`,
  renameHow: '请把新名字也告诉我，比如：改名为"海边旅行"。',
  languageSet: '好的，之后我用中文回答。',
  languageChoice: '我会说中文和英文。请说"说中文"或"speak English"。',
  linked: ({ available }) => `你的账户已关联：新项目会使用其中的 ${available} 积分。说"取消关联"即可停用。`,
  credits: ({ available, frozen, total }) =>
    `还剩 **${available} 积分**，共 ${total}${frozen > 0 ? `，其中 ${frozen} 正被进行中的任务占用` : ''}。导出不花积分。`,
  nothingOnTimeline: ({ live }) =>
    live ? '时间轴上还没有内容，你的请求正在处理。' : '时间轴是空的。发一段素材就可以开始。',
  nothingToExport: '还没有可以导出的内容：时间轴是空的。请先发一段素材，再说"导出"。',
  cancelled: ({ waiting, running }) =>
    [
      waiting > 0 ? `已取消 ${waiting} 个等待中的请求。` : '',
      running ? '已经在进行的剪辑无法撤回：它会继续完成，可能花费积分，结果会发到这里。' : '',
    ].join(''),
  cancelledOne: '还没开始就取消了，没有扣积分。',
  nothingToCancel: '现在没有正在进行或等待的请求，不需要取消。',

  noChange: '这一次时间轴没有变化。请说得更具体一些，比如"剪掉前 5 秒"。',
  agentFailed: '剪辑服务没能完成这个请求，时间轴保持原样。请再试一次，或者换个说法。',
  agentTrouble: '剪辑服务途中报告了一个问题，但已经做了这些改动：',
  recovered: ({ changes }) => `与剪辑服务的连接中途断开了，不过改动已经完成：\n${changes}`,
  notRecovered:
    '与剪辑服务的连接断开了，之后时间轴没有变化。为了不重复扣积分，我没有再发送一次；这次是否扣了积分还不确定。按"重试"可以再发送一次。',
  sessionReplaced:
    '剪辑服务已经没有这个项目，原来的时间轴不在了。我新建了一个，并重新交接了你用链接发来的素材。',
  cost: ({ spent, left }) =>
    spent === 0 ? `没有花费积分，还剩 ${left}。` : `花费 ${spent} 积分，还剩 ${left}。`,
  costUnknown: '没能读到这次花费了多少积分。',

  rendered: ({ version, url, bytes, durationMs }) => {
    const facts = [
      durationMs === undefined ? '' : clockTime(durationMs),
      bytes === undefined ? '' : fileSize(bytes),
    ].filter(Boolean);
    return `**视频好了**（v${version}${facts.length === 0 ? '' : `，${facts.join('，')}`}）\nMP4：${url}`;
  },
  unchanged: ({ version }) => `v${version} 之后没有改动，所以再发一次。要重新渲染请按"再次导出"。`,
  sinceVersion: ({ version, changes, more }) =>
    `与 v${version} 相比：\n${changes}${more > 0 ? `\n还有 ${more} 处改动` : ''}`,
  sameAsVersion: ({ version }) => `时间轴与 v${version} 相同。`,
  nothingExported: '这里还没有导出过成片。发一段素材，说想怎么剪，再说"导出"。',
  stillRendering: '第一个成片还在渲染，好了会自动发到这里。',
  noSuchVersion: ({ version }) =>
    `这个项目没有 v${version}。说"上一个成片"可以再看最新的，说"导出"可以做一个新的。`,
  resultGone: ({ version }) =>
    `剪辑服务已经不再保存 v${version}。时间轴没有丢：按"再次导出"即可，导出不花积分。`,
  editorLink: ({ url }) => `想自己微调：${url}`,
  register: ({ url }) => `注册后继续：${url}`,
  topUp: ({ url }) => `在这里充值：${url}`,

  button: {
    export: '导出 MP4',
    exportAgain: '再次导出',
    timeline: '时间轴',
    newProject: '新项目',
    retry: '重试',
    credits: '积分',
  },
  commands: {
    edit: '剪辑素材：说出你的要求，可附上文件',
    export: '获取成片 MP4',
    credits: '还剩多少积分，有多少被占用',
    status: '时间轴上有什么',
    new: '新建项目',
    projects: '这里的项目，以及如何切换',
    last: '再发一次最新的成片',
    cancel: '取消还在等待的请求',
    language: '中文或英文',
    help: '我能做什么',
    link: '使用你自己的账户',
    unlink: '不再使用你自己的账户',
    forget: '删除我保存的关于你的数据',
  },
  discord: discordZh,
  timeline: timelineZh,
  errors: {
    'nemo.token-expired': () =>
      '剪辑服务不再接受本机器人使用的密钥，所以什么都没做，也没有扣积分。请机器人的管理者更换 NEMO_TOKEN。',
    'nemo.session-not-found': () =>
      '剪辑服务已经没有这个项目，时间轴不在了。没有扣积分。请重新发送素材，新项目已经准备好。',
    'nemo.out-of-credits': () => '积分用完了，所以这次没有执行，也没有扣积分。',
    'nemo.unsupported-type': () => `剪辑服务读不了这个文件。支持 ${formats}。`,
    'nemo.too-large': () => '剪辑服务认为这个文件太大。上限是 500 MB：请压缩或剪短后再发。',
    'nemo.client-id-missing': () => '剪辑服务一时没有认出本机器人。没有扣积分。请再试一次。',
    'nemo.export-blocked': () => '当前套餐不包含导出。这是订阅的问题，不是积分的问题，你的剪辑没有丢。',
    'nemo.rate-limited': () => '剪辑服务现在请求太多。什么都没做，也没有扣积分。请一分钟后再试。',
    'nemo.not-found': () => '剪辑服务已经不认识它了。请重新提出请求。',
    'nemo.refused': () =>
      '剪辑服务拒绝了这个请求，没有给出我认识的原因。应该没有扣积分。请再试一次，或者换个说法。',
    'nemo.unreadable': () => '剪辑服务的回答我读不懂。是否扣了积分还不确定，可以问我"积分"。请一分钟后再试。',
    'nemo.unreachable': ({ sent }) =>
      sent
        ? '剪辑服务没有回答。是否扣了积分还不确定，可以问我"积分"。请一分钟后再试。'
        : '现在连不上剪辑服务。什么都没做，也没有扣积分。请一分钟后再试。',
    'nemo.cut': () => '与剪辑服务的连接断开了。是否扣了积分还不确定，可以问我"状态"看看做了什么。',
    'nemo.silent': () => '剪辑服务没有动静了。是否扣了积分还不确定，可以问我"状态"看看做了什么。',
    'render.failed': () => '导出失败了两次。导出不花积分，时间轴没有丢。请按"重试"，或者改一改再导出。',
    'render.timeout': ({ minutes }) =>
      `导出在 ${minutes} 分钟内没有完成。导出不花积分，时间轴没有丢。请按"重试"再导出一次。`,
    'file.unsupported': ({ name }) => `**${name}** 我剪不了。支持 ${formats}。`,
    'file.mismatch': ({ name }) =>
      `**${name}** 的内容和文件名不符：它不是我认识的视频、图片或声音。支持 ${formats}。`,
    'file.empty': ({ name }) => `**${name}** 是空文件（0 字节）。请重新发送。`,
    'file.too-large': ({ name, limitMb, sizeMb }) =>
      `${name === undefined ? '这个文件' : `**${name}**`} 太大${sizeMb === undefined ? '' : `（${sizeMb} MB）`}：上限是 ${limitMb} MB。请压缩或剪短后再发。`,
    'file.too-many': ({ limit }) => `一次文件太多了。每条消息最多 ${limit} 个。`,
    'file.interrupted': ({ name }) => `**${name}** 没有完整收到。请重新发送。`,
    'message.empty': () => '这条消息是空的。写下你想怎么剪，或者拖一段素材进来。',
    'message.too-long': ({ limit }) => `这条消息太长了：最多 ${limit.toLocaleString('zh')} 个字。`,
    'message.malformed': () => '这条消息我读不了。请重新发送。',
    'thread.not-found': () => '我不认识这个聊天。请新建一个。',
    'button.unknown': () => '这个按钮已经失效。请直接写下你想做什么。',
    'button.not-yours': () => '这个按钮属于别人的请求。请直接写下你想做什么，我来帮你。',
    'file.gone': ({ name }) => `**${name}** 已经无法从这个聊天里取到。请重新发送。`,
    'file.over-platform-limit': ({ name, limitMb, sizeMb }) =>
      `**${name}** 有 ${sizeMb} MB，而这个聊天只允许机器人读取 ${limitMb} MB 以内的文件。请改发一个链接，或者发小一点的版本。`,
    'chat.gone': () => '那个地方我已经不能发消息了。在这里说"上一个成片"就能拿到最新的结果。',
    'chat.refused': () => '这个聊天没有接收我的回答。说"上一个成片"就能拿到最新的结果。',
    'chat.busy': () => '这个聊天暂时收不了消息，我稍后再试。',
    'account.refused': () => '剪辑服务不认识这个密钥，所以没有关联。请检查后再试一次。',
    internal: ({ incident }) =>
      `我这边出了点问题，你发来的内容没有丢。请再试一次；如果还是不行，请把编号 ${incident} 告诉机器人的管理者。`,
  },
};
