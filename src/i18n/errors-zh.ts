import { maxFileMb } from '#src/core/media-type.ts';
import { spanZh } from './budget-zh.ts';
import type { Messages } from './messages.ts';

/** The file types that the backend takes, as a person reads them. */
export const formats = 'MP4、MOV、AVI、WebM、MKV、JPG、PNG、GIF、WebP、MP3、WAV、M4A 和 AAC';

const fileName = (name: string | undefined): string => (name === undefined ? '这个文件' : ` **${name}**`);

/** How long to leave the editor alone, as people say it. */
function wait(ms = 0): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return '一分钟';
  return minutes < 120 ? ` ${minutes} 分钟` : ` ${Math.ceil(minutes / 60)} 小时`;
}

export const errorsZh: Messages['errors'] = {
  'nemo.token-expired': () => '剪辑服务不接受我的试用密钥，换了新的也不行。请过几分钟再试。',
  'nemo.session-not-found': () =>
    '剪辑服务已经没有这个项目，原来的时间轴不在了。你下一次提出请求时，我会新建一个，并把还能取到的素材重新交给它。',
  'nemo.out-of-credits': () => '剩下的积分不够，所以这次没有执行。',
  'nemo.unsupported-type': ({ name }) =>
    `剪辑服务读不了${fileName(name)}。请换成这些格式之一再发：${formats}。`,
  'nemo.too-large': ({ name, sizeMb }) =>
    `${name === undefined ? '这个文件' : `**${name}** `}对剪辑服务来说太大了${sizeMb === undefined ? '' : `（${sizeMb} MB）`}。上限是 ${maxFileMb} MB：请压缩或剪短后再发。`,
  'nemo.client-id-missing': () => '剪辑服务没有认出我，报了两次名字也不行。请一分钟后再试。',
  'nemo.export-blocked': () => '当前套餐不包含导出。这是订阅的问题，不是积分的问题，你的剪辑没有丢。',
  'nemo.rate-limited': ({ retryAfterMs, starter }) =>
    starter
      ? '剪辑服务每周只给同一个地方少量免费的新手账户，我这里的已经用完了。用你自己的账户可以马上开始（说“关联账户”会告诉你怎么做），否则请过几天再试。'
      : `剪辑服务现在收到的请求太多。请${wait(retryAfterMs)}后再试。`,
  'nemo.not-found': () => '剪辑服务已经不知道这是什么了。请重新提出请求。',
  'nemo.refused': ({ status }) =>
    status >= 500
      ? '剪辑服务自己出了问题。请一分钟后再试。'
      : '剪辑服务拒绝了这个请求，没有给出我认识的原因。请再试一次，或者换个说法。',
  'nemo.unreadable': () => '剪辑服务的回答我读不懂。请一分钟后再试。',
  'nemo.unreachable': ({ sent, untrusted }) => {
    if (untrusted === true)
      return '剪辑服务地址上的应答方无法证明自己就是剪辑服务，所以我什么都没有发过去。需要机器人的管理者检查一下，之后请再试。';
    return sent ? '剪辑服务没有回答。请一分钟后再试。' : '现在连不上剪辑服务。请一分钟后再试。';
  },
  'nemo.cut': () => '与剪辑服务的连接中途断开了。请再试一次。',
  'nemo.silent': () => '剪辑服务中途没有动静了。请再试一次。',
  'render.failed': () => '导出失败了两次。请按**重试**，或者改一改再导出。',
  'render.timeout': ({ minutes }) => `导出在 ${minutes} 分钟内没有完成。请按**重试**再导出一次。`,
  'file.unsupported': ({ name }) => `**${name}** 我剪不了。请发这些格式之一的素材：${formats}。`,
  'file.mismatch': ({ name }) =>
    `**${name}** 的内容和文件名不符：它不是我认识的视频、图片或声音。请换成这些格式之一再发：${formats}。`,
  'file.empty': ({ name }) => `**${name}** 是空文件（0 字节）。请重新发送。`,
  'file.too-large': ({ name, limitMb, sizeMb }) =>
    `${name === undefined ? '这个文件' : `**${name}** `}太大${sizeMb === undefined ? '' : `（${sizeMb} MB）`}：上限是 ${limitMb} MB。请压缩或剪短后再发。`,
  'file.too-many': ({ limit }) => `一次文件太多了。请分几次发，每条消息最多 ${limit} 个。`,
  'file.interrupted': ({ name }) => `**${name}** 没有完整收到。请重新发送。`,
  'message.empty': () => '这条消息是空的。发一段素材给我，或者写下你想怎么剪。',
  'message.too-long': ({ limit }) => `这条消息太长了，请缩短到 ${limit.toLocaleString('zh')} 个字以内。`,
  'message.malformed': () => '这条消息我读不了。请重新发送。',
  'web.too-many': ({ seconds }) => `来自同一个地方的请求太多了。请 ${seconds} 秒后再试。`,
  'thread.not-found': () => '我不认识这个聊天。请新建一个。',
  'button.unknown': () => '这个按钮已经失效。请直接写下你想做什么。',
  'button.not-yours': () => '这个按钮属于别人的请求。请直接写下你想做什么，我来帮你。',
  'file.gone': ({ name }) => `**${name}** 已经无法从这个聊天里取到。请重新发送。`,
  'file.not-fetched': ({ name }) =>
    `剪辑服务无法从链接取到 **${name}**。请确认这个链接不登录也能打开，或者直接把文件发给我。`,
  'file.private-link': ({ name }) =>
    `我没有转交 **${name}** 的链接：它指向内部网络，剪辑服务不应该去那里取文件。请换一个在哪里都能打开的链接，或者直接把文件发给我。`,
  'file.link-with-password': ({ name }) =>
    `我没有转交 **${name}** 的链接，因为里面带有用户名或密码。请换一个不登录也能打开的链接，或者直接把文件发给我。`,
  'file.over-platform-limit': ({ name, limitMb, sizeMb }) =>
    `**${name}** ${sizeMb === undefined ? '太大了' : `有 ${sizeMb} MB`}，而这个聊天只允许机器人读取 ${limitMb} MB 以内的文件。请改发一个链接，或者发小一点的版本。（部署这个机器人的人可以用自建服务器放宽这个限制。）`,
  'chat.gone': () => '那个地方我已经不能发消息了。在这里说“上一个成片”就能拿到最新的结果。',
  'chat.refused': () => '这个聊天没有接收我的回答。说“上一个成片”就能拿到最新的结果。',
  'chat.busy': () => '这个聊天暂时收不了消息，我稍后再试。',
  'account.expired': ({ kind }) =>
    ({
      linked:
        '剪辑服务不再接受你自己账户的密钥。请用新的密钥重新关联账户（说“关联账户”可以看方法），再按**重试**；也可以说“取消关联”并新建项目。',
      shared:
        '剪辑服务不再接受这里大家共用的账户的密钥。请有权管理这里的人用新的密钥重新关联（说“/link server”可以看方法），再按**重试**；也可以由他说“/unlink server”，然后你新建项目。',
      operator:
        '剪辑服务不再接受我使用的密钥。请机器人的管理者换一个新的，填到 NEMO_TOKEN 并重新启动，然后按**重试**。',
    })[kind],
  'account.gone': () =>
    '这个项目是用一个已经取消关联的账户做的。重新关联后按**重试**（说“关联账户”可以看方法），或者新建一个项目。',
  'account.managers-only': () =>
    '只有有权管理这个服务器或群的人，才能给大家关联或取消关联账户。请他用命令本身：/link 或 /unlink。',
  'account.refused': () => '剪辑服务不认识这个密钥，所以没有关联。请检查后再试一次。',
  'access.closed': () =>
    '你不能在这里使用我：只有我的管理者允许的人才可以。这次什么也没有做，也没有扣积分。想使用的话，请联系我的管理者。',
  'limit.daily': ({ of, budget, used, reserved, usual, opensInMs }) => {
    const whose = of === 'user' ? '你每天的额度' : '这里所有人每天的额度';
    const own = '也可以关联你自己的账户（说“关联账户”，我告诉你怎么做），再新建一个项目，那就没有这个限制。';
    if (usual > budget)
      return `这样的请求通常要花约 ${usual} 积分，而${whose}是 ${budget}，所以我没有开始。${own}`;
    const left = Math.max(0, budget - used);
    const state = `${whose}是 ${budget} 积分，${left === 0 ? '今天已经用完' : `今天还剩 ${left}`}`;
    if (reserved > 0 && used + usual <= budget)
      return `${state}，其中约 ${reserved} 留给了正在进行的剪辑。等它们完成后按**重试**。`;
    const need = left === 0 ? '' : `，而这样的请求通常要花约 ${usual}`;
    return `${state}${need}。UTC 零点重新开始计算，还有 ${spanZh(opensInMs)}，到时候按**重试**。${own}`;
  },
  'limit.rate': ({ perMinute, opensInMs }) =>
    `一分钟内超过了 ${perMinute} 个请求。这一个我先记着：${spanZh(opensInMs)}后按**重试**。`,
  'limit.waiting': ({ most }) =>
    `你已有 ${most} 个请求在等待，我最多只能收这么多。这一个我先记着：等完成一些后按**重试**。`,
  internal: ({ incident }) =>
    `我这边出了点问题，你发来的内容没有丢。请再试一次；如果还是不行，请把编号 ${incident} 告诉机器人的管理者。`,
};
