import type { DoctorWords } from './doctor-words.ts';

const checked: DoctorWords['checked'] = {
  settings: '设置',
  discord: 'Discord 连接',
  telegram: 'Telegram 连接',
  queue: '队列',
  database: '数据库',
  folder: '数据文件夹',
  nemo: '剪辑服务',
};

const later = (seconds: number): string => `比本机${seconds > 0 ? '快' : '慢'} ${Math.abs(seconds)} 秒`;

export const doctorZh: DoctorWords = {
  summary: ({ wrong, warnings }) =>
    wrong + warnings === 0
      ? '**一切正常。**'
      : `**${[wrong > 0 ? `${wrong} 处有问题` : '', warnings > 0 ? `${warnings} 条提醒` : ''].filter(Boolean).join('，')}。**`,
  adminsOnly:
    '只有我的管理员能查看我的状况，而且要在我认得管理员的聊天里。运行我的人也可以用 `npm run doctor`。',
  checked,
  found: {
    'settings.good': () => '设置可用。',
    'settings.refused': ({ problem }) => `设置：${problem}。这样 Reelay 无法启动。`,
    'settings.open': () =>
      'ACCESS 是 open，所以任何找到机器人的人都在用 NEMO_TOKEN 的积分。请改成 allowlist 或 pairing（docs/access.md）。',
    'settings.no-admin': () =>
      'ADMINS 是空的，所以没有人能用 /doctor，也没有人能批准别人。请填上你自己的数字 id（docs/access.md）。',

    'discord.off': () => 'Discord 没有开启：没有设置 DISCORD_TOKEN。',
    'discord.known': ({ name }) => `Discord 认得这个机器人：${name}。`,
    'discord.token-refused': () =>
      'Discord 不接受 DISCORD_TOKEN。请用机器人的 token（Developer Portal，Bot，Reset Token），不是 client secret。',
    'discord.unreachable': ({ reason }) => `连不上 Discord（${reason}）。请检查网络和 DISCORD_API_URL。`,
    'discord.reads-messages': () => 'Discord 允许机器人读消息（Message Content Intent）。',
    'discord.no-message-content': () =>
      '只有提到机器人的消息能到它这里。请打开 Message Content Intent（Developer Portal，Bot），再重新启动。',
    'discord.commands': ({ count }) => `Discord 里有全部 ${count} 个命令。`,
    'discord.commands-differ': () =>
      'Discord 里的命令和这个版本的不同。gateway 启动时会注册命令：请启动它，并看看它的日志。',
    'discord.here': () => '机器人在这个频道里需要的权限都有。',
    'discord.here-closed': ({ missing }) =>
      `机器人不能在这个频道里发言。请在这里给它的角色这些权限：${missing.join('、')}。`,
    'discord.here-less': ({ missing }) =>
      `机器人在这个频道里的权限不全。请在这里给它的角色这些权限：${missing.join('、')}（docs/discord.md#permissions）。`,
    'discord.here-absent': () =>
      '机器人不是这个服务器的成员，所以这里只能用它的命令。请邀请它（docs/discord.md#set-it-up）。',

    'telegram.off': () => 'Telegram 没有开启：没有设置 TELEGRAM_TOKEN。',
    'telegram.known': ({ name }) => `Telegram 认得这个机器人：@${name}。`,
    'telegram.token-refused': () => 'Bot API 不认得 TELEGRAM_TOKEN。请向 @BotFather 要现在有效的。',
    'telegram.unreachable': ({ root, reason }) =>
      `连不上 ${root} 的 Bot API（${reason}）。请检查网络和 TELEGRAM_API_ROOT。`,
    'telegram.sees-all': () => 'Telegram 让机器人看到群里的全部消息：隐私模式是关的。',
    'telegram.privacy-mode': () =>
      '在群里机器人只看得到命令和对它的回复。想让它听到提及，请在群里把它设为管理员，或向 @BotFather 关掉隐私模式后重新拉它入群。',
    'telegram.here-admin': () => '机器人是这个群的管理员，看得到群里的全部消息。',
    'telegram.here-silent': () => '机器人在这个群里不能发言。请让群管理员放开。',
    'telegram.polling': () => '更新是从 Telegram 取来的（没有 webhook）。',
    'telegram.webhook-left': ({ host }) =>
      `没有设置 TELEGRAM_WEBHOOK_URL，但 Telegram 在把更新送到 ${host}。可能有另一个 Reelay 在用这个 token：请停掉它。这里下次启动会取消那个地址。`,
    'telegram.webhook': ({ host }) => `Telegram 把更新送到 ${host}。`,
    'telegram.webhook-missing': ({ host }) =>
      `Telegram 不知道 ${host} 的 webhook。请启动 gateway，并看看它的日志；如果另一个 Reelay 在用这个 token，请停掉那个。`,
    'telegram.webhook-insecure': () => 'Telegram 只接受 https 地址。请修改 TELEGRAM_WEBHOOK_URL。',
    'telegram.webhook-failing': ({ host, error, pending }) =>
      `Telegram 没能把更新送到 ${host}（“${error}”，还有 ${pending} 条在等）。请检查这个地址从外面能到 HOST 和 PORT，而且路径不变。`,
    'telegram.backlog': ({ pending }) =>
      `有 ${pending} 条更新在 Telegram 那里等着。请检查 gateway 在运行，而且跟得上。`,
    'telegram.own-server': ({ folder }) =>
      folder
        ? '你自己的 Bot API 服务器共享了文件夹，所以能收 500 MB 以内的素材。'
        : '你自己的 Bot API 服务器没有共享文件夹，所以只能收 20 MB 以内的素材。请用 --local 运行它，并设置 TELEGRAM_FILES_DIR（docs/telegram.md）。',
    'telegram.folder-unreadable': ({ reason }) =>
      `读不了 TELEGRAM_FILES_DIR（${reason}）。请让 Reelay 在同样的路径看到你的 Bot API 服务器的文件夹。`,

    'queue.embedded': () => '队列在内嵌数据库里。',
    'redis.good': ({ version }) => `Redis ${version} 不会丢掉任务，并且存盘。`,
    'redis.too-old': ({ version, wanted }) => `Redis ${version} 太旧：需要 ${wanted} 或更新。请换掉它。`,
    'redis.evicts': ({ policy }) => `Redis 可能丢掉任务（maxmemory-policy ${policy}）。请设为 noeviction。`,
    'redis.keeps-nothing': () => 'Redis 什么也不存盘。请把 appendonly 设为 yes，这样重启也不会忘记任务。',
    'redis.disk-unknown': () => 'Redis 不说它是否存盘。请确认它存盘（appendonly yes）。',
    'redis.unreachable': ({ reason }) => `用不了 Redis（${reason}）。请检查 REDIS_URL 和服务器。`,

    'database.good': ({ version }) => `PostgreSQL ${version}，迁移都已运行。`,
    'database.too-old': ({ version, wanted }) =>
      `PostgreSQL ${version} 太旧：需要 ${wanted} 或更新。请换掉它（docs/operations.md#backup-and-restore）。`,
    'database.behind': ({ count }) =>
      `数据库比这个版本旧（还有 ${count} 个迁移）。下次启动会运行它们；请先备份。`,
    'database.ahead': ({ names }) =>
      `数据库比这个版本新，这个版本不认得 ${names.join('、')}。请启动新版本，或恢复备份（docs/operations.md#upgrades）。`,
    'database.unreachable': ({ reason }) => `用不了数据库（${reason}）。请检查 DATABASE_URL 和服务器。`,
    'database.embedded': () => '内嵌数据库能打开，迁移都已运行。',
    'database.embedded-new': () => '还没有内嵌数据库：第一次启动会建好。',
    'database.embedded-in-use': () =>
      '内嵌数据库正由运行中的 Reelay 使用，所以没有打开。请在聊天里用 /doctor 问那一个。',

    'folder.good': ({ freeMb }) => `DATA_DIR 可写，还有 ${freeMb} MB 空间。`,
    'folder.low': ({ freeMb }) => `DATA_DIR 只剩 ${freeMb} MB。请尽快腾出空间。`,
    'folder.full': ({ freeMb }) =>
      `DATA_DIR 只剩 ${freeMb} MB，太少了。请腾出空间，或把 DATA_DIR 设到另一块盘。`,
    'folder.closed': ({ reason }) =>
      `DATA_DIR 不可写（${reason}）。请把它交给运行 Reelay 的用户，或另设一个。`,

    'nemo.reachable': () => '剪辑服务有回应。',
    'nemo.unreachable': ({ reason }) => `连不上剪辑服务（${reason}）。请检查网络和 NEMO_API_URL。`,
    'nemo.stranger': ({ status }) =>
      `NEMO_API_URL 有回应（${status}），但不像剪辑服务。请检查地址，以及前面的代理。`,
    'nemo.refused': ({ status, code }) =>
      `剪辑服务不肯说积分（status ${status}${code === undefined ? '' : `，code ${code}`}）。请稍后再试；\`npm run probe\` 能看到更多。`,
    'nemo.starter': () =>
      '没有设置 NEMO_TOKEN：没有自己账户的人用新手 token（100 积分，7 天；每个地址每周 10 个；导出可能要注册账户）。',
    'nemo.token-refused': () =>
      '剪辑服务不接受 NEMO_TOKEN：它不对，或者已经到期。请在剪辑服务的网站上拿一个新的。',
    'nemo.credits': ({ available }) => `NEMO_TOKEN 还有 ${available} 积分。`,
    'nemo.credits-low': ({ available }) =>
      `NEMO_TOKEN 只剩 ${available} 积分。生成一段素材大约要 100：请尽快充值。`,
    'nemo.credits-none': () => 'NEMO_TOKEN 没有积分了。请在剪辑服务的网站上充值。',
    'nemo.plan': ({ plan }) => `NEMO_TOKEN 的账户：${plan}。`,
    'nemo.plan-untold': () => '剪辑服务不说账户包含什么。如果它用 402 拒绝导出，就是套餐里没有。',
    'nemo.no-export': ({ scopes }) =>
      `NEMO_TOKEN 只能做这些：${scopes.join('、')}。其中没有导出；请用注册账户的 token。`,

    'clock.good': ({ beside }) => `时钟与 ${beside.join('、')} 一致。`,
    'clock.alone': () => '没有可以对照的时钟。',
    'clock.off': ({ beside, seconds }) =>
      `${beside} 的时钟${later(seconds)}。请让两边都用时间服务器（NTP）校准。`,
    'clock.wrong': ({ beside, seconds }) =>
      `${beside} 的时钟${later(seconds)}。验证码、token 和等待会在错误的时间结束：请让两边都用时间服务器（NTP）校准。`,

    'check.late': ({ name }) => `没有及时查到${checked[name]}的状况。请再试一次；如果一直这样，请看日志。`,
    'check.failed': ({ name, reason }) =>
      `检查${checked[name]}时出错（${reason}）。请再试一次；如果一直这样，请看日志。`,
  },
};
