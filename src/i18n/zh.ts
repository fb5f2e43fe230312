import type { Footage } from '#src/core/footage.ts';
import { bar, clockTime, fileSize } from './format.ts';
import { discordZh } from './discord-zh.ts';
import { doctorZh } from './doctor-zh.ts';
import { errorsZh, formats } from './errors-zh.ts';
import type { Step } from '#src/core/plan.ts';
import { accessZh } from './access-zh.ts';
import { accountZh } from './account-zh.ts';
import { budgetZh } from './budget-zh.ts';
import type { Messages } from './messages.ts';
import { projectZh } from './project-zh.ts';
import { stageZh } from './stage-zh.ts';
import { usageZh } from './usage-zh.ts';
import { timelineZh } from './timeline-zh.ts';

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

const stepNames: Partial<Record<Step['do'], string>> = { edit: '后面的剪辑', export: '导出', upload: '素材' };

const listed = (steps: Step['do'][]): string =>
  steps.map((step) => stepNames[step] ?? step).join('、') || '没有别的了';

const bold = (name: string): string => `**${name}**`;

export const zh: Messages = {
  ack: ({ ahead }) => (ahead === 0 ? '收到。' : `收到。前面还有 ${ahead} 个请求，完成后就轮到你。`),
  stage: stageZh,
  stillWorking: ({ minutes }) => `⏳ 仍在处理…（${minutes} 分钟）`,
  finished: ({ elapsedMs }) => `已完成，用时 ${clockTime(elapsedMs)}。`,
  stopped: '已停下，原因见下。',

  help: [
    '你好！发一段视频给我，用你自己的话说想怎么剪，我剪好后把 MP4 发回这里。',
    '可以这样说：',
    '- “剪辑我的原始素材”\n- “剪掉停顿，加字幕，然后导出”\n- “导出 1080p MP4”',
    '也可以问我**状态**（时间轴上有什么）、**积分**，或者说**新项目**、**取消**。60 秒以内的素材会快很多。',
  ].join('\n\n'),
  welcome: '不客气！想再剪一段就发视频给我，想改这一段也随时说。',
  howToUpload: `把视频直接发到聊天里，或者贴一个链接。支持 ${formats}，最大 500 MB。`,
  uploaded: ({ files }) =>
    files.length === 1
      ? `收到 ${files.map(seen).join('')}。想怎么剪？按下面的一个按钮，或者用你自己的话说。`
      : `收到 ${files.length} 个文件：\n\n${files.map((file) => `- ${seen(file)}`).join('\n')}\n\n想怎么剪？按下面的一个按钮，或者用你自己的话说。`,
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
  sendClipFirst: '没问题，不过我还没有素材。直接发到这里，或者贴一个链接，我马上就开始。',
  asYouAsked: ({ wish }) => `素材到了，按你之前说的来：“${wish}”`,
  newProject: '新项目已建好，时间轴是空的。发一段素材就可以开始。之前导出的视频仍在这个聊天里。',
  project: projectZh,
  languageSet: '好的，之后我用中文回答。',
  languageChoice: '我会说中文和英文。请说“说中文”或“speak English”。',
  linked: ({ available }) => `你的账户已关联：新项目会使用其中的 ${available} 积分。说“取消关联”即可停用。`,
  linkInPrivate: ({ removed }) =>
    removed
      ? '密钥请只在私聊里发给我。我已删除你的消息；如果可能有人看到了，请换一个新密钥。'
      : '密钥请只在私聊里发给我。我删不掉你的消息：请自己删除，并换一个新密钥，因为别人可能已经看到了。',
  limitedSight:
    '大家好！回复一段视频并写上“/edit 剪掉停顿并导出”，成片就会发回这里。\n\n给管理员：在这个群里 Telegram 只让我看到命令和对我的回复。想让我也看到 @提及，请把我设为管理员，或者在 @BotFather 关闭隐私模式后重新把我加进来。',
  account: accountZh,
  access: accessZh,
  budget: budgetZh,
  credits: ({ available, frozen, total }) =>
    `还剩 **${available} 积分**，共 ${total}${frozen > 0 ? `，其中 ${frozen} 正被进行中的任务占用` : ''}。导出不花积分。\n${bar(total > 0 ? available / total : 0)}`,
  nothingOnTimeline: ({ live }) =>
    live ? '时间轴上还没有内容，你的请求正在处理。' : '时间轴是空的。发一段素材就可以开始。',
  nothingToExport: '还没有可以导出的内容：时间轴是空的。请先发一段素材，说想怎么剪，再说“导出”。',
  cancelled: ({ waiting, running, rendering, question }) =>
    [
      waiting > 0 ? `已取消 ${waiting} 个等待中的请求。` : '',
      running === 'sent'
        ? '已经在进行的剪辑无法撤回：它会继续完成，可能花费积分。我会在这里告诉你它改了什么，后面的步骤就不做了。'
        : '',
      running === 'unsent' ? '正在处理的请求我这就停下，不再向剪辑服务发送更多内容。' : '',
      rendering ? '正在进行的导出也无法撤回。它不花积分，完成后视频会发到这里。' : '',
      question ? '刚才的问题不用再回答了。' : '',
    ].join('') || '现在没有正在进行或等待的请求，不需要取消。',
  cancelledOne: '还没开始就取消了，没有扣积分。',
  leftOut: ({ steps }) => `按你的要求取消，没有做的是：${listed(steps)}。`,
  stillWanted: ({ asked }) =>
    `你的请求在这里等了一天多，所以我没有直接开始。现在要做吗？${asked === undefined ? '' : `你写的是：“${asked}”`}`,

  rawReady: '原始片段已完成，正在添加音乐、标题和效果…',
  question: ({ prompt, options }) =>
    options.length === 0 ? `**${prompt}**` : `**${prompt}**（${options.join(' / ')}）`,
  openQuestion: ({ prompts }) => `我还在等你回答：${prompts.map((prompt) => `**${prompt}**`).join(' ')}`,
  restStillWanted: ({ steps }) =>
    `那是一天多以前的事了，所以我没有直接继续。还没做的是：${listed(steps)}。现在要做吗？`,
  noChange: '这一次时间轴没有变化。请说得更具体一些，比如“剪掉前 5 秒”。',
  sayExport: '想要 MP4 的时候，说一声“导出”就行。',
  noChangeSeen: '不过据我看，时间轴并没有变化。',
  agentFailed: '剪辑服务没能完成这个请求，时间轴保持原样。请再试一次，或者换个说法。',
  agentTrouble: '剪辑服务途中出了点问题，不过已经做了这些改动：',
  recovered: ({ changes }) => `与剪辑服务的连接中途断开了，不过改动已经完成：\n${changes}`,
  notRecovered:
    '与剪辑服务的连接断开了，之后时间轴没有变化。为了不重复执行和扣积分，我没有再发送一次。按**重试**可以再发送一次。',
  notSeen:
    '现在连不上剪辑服务，所以不知道这次改动有没有完成。为了不重复执行和扣积分，我没有再发送一次。可以稍后问我**状态**，或者按**重试**再发送一次。',
  sessionReplaced: ({ restored, missing }) =>
    [
      '剪辑服务已经没有这个项目，原来的时间轴不在了。我新建了一个。',
      restored.length > 0 ? `我已重新交给它：${restored.map(bold).join('、')}。` : '',
      missing.length > 0
        ? `${missing.map(bold).join('、')} 我没法再取到：请重新发送，然后在看到**重试**的地方按一下。`
        : '',
    ].join(''),
  nothingEdited: '所以现在还没有剪好的内容可以导出。请先告诉我怎么剪，再导出。',
  runLost: '你上一个请求已经发给了原来的项目，它做的改动也一起没了。按**重试**可以在新的时间轴上再做一次。',
  cost: ({ spent, left, atMost = false }) => {
    if (spent === 0) return `没有花费积分，还剩 ${left}。`;
    return atMost
      ? `最多花费 ${spent} 积分（期间同一账户还有别的任务在进行），还剩 ${left}。`
      : `花费 ${spent} 积分，还剩 ${left}。`;
  },
  costUnclear: ({ left }) => `期间有积分充入，所以算不出这次花了多少；现在还剩 ${left} 积分。`,
  costUnknown: '没能读到这次花费了多少积分，可以问我**积分**看看还剩多少。',

  rendered: ({ version, url, bytes, durationMs }) => {
    const facts = [
      durationMs === undefined ? '' : clockTime(durationMs),
      bytes === undefined ? '' : fileSize(bytes),
    ].filter(Boolean);
    return `**视频好了**（v${version}${facts.length === 0 ? '' : `，${facts.join('，')}`}）\nMP4：${url}`;
  },
  editorLink: ({ url }) => `想自己微调：${url}`,
  register: ({ url }) => `注册后继续：${url}`,
  topUp: ({ url }) => `在这里充值：${url}`,
  upgrade: ({ url }) => `在这里查看套餐：${url}`,
  charged: {
    nothing: '没有扣积分。',
    unknown: '是否扣了积分还不确定，可以问我**积分**。',
    export: '导出不花积分，时间轴没有丢。',
  },
  retryGoesOn: '请求剩下的部分我记着：按**重试**就从这里继续。',

  button: {
    export: '导出 MP4',
    exportAgain: '再次导出',
    timeline: '时间轴',
    newProject: '新项目',
    retry: '重试',
    credits: '积分',
    link: '关联账户',
    goOn: '不用它，继续',
    doNow: '现在做',
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
    privacy: '我保存哪些关于你的数据',
    forget: '删除我保存的关于你的数据',
    approve: '用验证码批准一个人',
    approved: '用验证码批准过哪些人',
    revoke: '按 id 收回批准',
    usage: '所有人的用量，表格和文件',
    doctor: '我的状况，以及要修什么',
  },
  discord: discordZh,
  doctor: doctorZh,
  usage: usageZh,
  timeline: timelineZh,
  errors: errorsZh,
};
