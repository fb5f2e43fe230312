import { footage, looking, words, type Entry } from './lexicon.ts';

const running = words(
  `edit edit. edits editing job jobs request requests task tasks everything all current last previous latest one work working run running
  export exporting exports render render. rendering generation generating upload uploading download process processing queue queued
  pending waiting what you're youre of on instead anymore whatever wait no nope other order second third`,
  `编辑 剪辑 任务 请求 指令 命令 操作 工作 当前 刚才 刚刚 之前 上一个 上个 所有 全部 一切 导出 渲染 处理 生成 上传 下载 进行中 正在 进行 排队 后面 这条 那条 条 做 整 的话 掉`,
);

export const cancel: Entry[] = [
  {
    heads: words(
      `cancel cancelling canceling stop stopping abort halt`,
      `取消 停止 停下 停下来 停 停一下 停一停 停手 算了 中止 终止 叫停 别做了 不做了 别弄了 不弄了 别剪了 不剪了 别整了 不整了`,
    ),
    fill: running,
    unlike: /\bstop (?:here|there)\b|\bcancel (?:it|that|this) out\b/,
  },
  {
    heads: words('mind nevermind nvm'),
    needs: [words('never nevermind nvm')],
    fill: words('about request edit edit. task job last one all of whatever'),
  },
  { heads: words('forget'), needs: [words('it that this')], fill: words('about'), unlike: /\b(?:me|my)\b/ },
  {
    heads: words('scrap kill drop'),
    needs: [words('it that this edit edit. request task job export render render.')],
    fill: running,
  },
  { heads: words('撤回 撤销 收回'), needs: [words('请求 任务 指令 命令 消息')], fill: running },
];

export const credits: Entry[] = [
  {
    heads: words('credit credits balance 积分 余额 点数 额度'),
    fill: words(
      looking,
      `enough out run running remain remains number amount account total free more available used up status all gone low`,
      `剩 剩余 剩下 还剩 剩多少 个 账户 账号 够 不够 够不够 够用 还够 用 用完 没有 没 足够 情况 点 可用 总共 一共 是不是 里面 查下 分`,
    ),
    unlike:
      /\b(?:balance|credit) (?:it|this|that|them|the|my|out)\b|\b(?:get|find|have|need|want|give) (?:me )?(?:some |any )?more\b|\b(?:a|one) credit\b|\bleft (?:(?:and|or) right|channel)\b|\b(?:get|buy) (?:me )?(?:credits?|the)\b|\b(?:and|with|at|in) credits\b|\b(?:do|does|will|would) (?:i|we|it|this|that) (?:need|take)\b|\bcredits? (?:over|up|down|into|back)\b|\bcredits? (?:on|in|at|to) (?!(?:my|the) account|here)/,
  },
  {
    heads: words('points quota tokens'),
    needs: [words('left remaining many much')],
    fill: words(looking, 'account'),
  },
];

const asked = words(
  `how how's hows going far along coming come in on current of up with getting yet by everything anything still edit edit. edits editing
  job request render render. rendering export exporting project work things thing update`,
);
const hanWork = `做 剪 弄 整 改 加 搞 处理 渲染 导出 编辑 剪辑 生成 进行`;

export const state: Entry[] = [
  {
    heads: words('status state timeline tracks layers progress 状态 时间轴 时间线 轨道 进度 进展'),
    fill: words(
      looking,
      asked,
      footage,
      hanWork,
      `track all report latest`,
      `怎么样 怎么样了 怎样 如何 到 到哪 到哪了 哪儿 哪一步 上面 里面 项目 任务 条 所有 全部 东西 内容 情况 打开 报告 更新 了解 什么样 样子`,
    ),
    unlike:
      /\b(?:export|render|download) (?:the|my|this|it)\b|\b(?:status|state|progress|timeline) (?:it|this|that) |\bin (?:this|that|the|a) state\b|\b(?:a|an|another) (?:\w+ )?(?:status|timeline|progress)\b(?! (?:update|report))/,
  },
  {
    // "Is it done yet?"
    heads: words('done ready finished complete completed finish rendering exporting processing running'),
    like: /^(?:\w+,? )*?(?:is|are|isn't|has|almost|nearly|done|ready|finished|did)\b/,
    needs: [words('is are has yet almost')],
    fill: words(asked, footage, `almost nearly`),
    unlike:
      /\b(?:i|i'm|im|once|when|to)\b|^(?:ok |so |great |it is|it's|this is|that is|everything is|all is|you are|that's)/,
  },
  {
    heads: words('far going coming'),
    needs: [words("how how's hows")],
    fill: words(asked, footage),
    unlike: /\b(?:i|we) (?:go|get)\b/,
  },
  {
    heads: words('where'),
    like: /\bwhere (?:are we|we at|is it at|are you at)\b/,
    fill: words(asked, footage, 'process'),
  },
  {
    heads: words('哪 哪里 哪儿 哪步 哪了'),
    needs: [words('到 做到 剪到 进行到 弄到 处理到 走到')],
    fill: words(looking, footage, hanWork, '步 一步'),
  },
  {
    heads: words('到哪 到哪了 到哪里 到哪儿 到哪步 哪一步 什么程度 怎么样了 如何了'),
    fill: words(looking, footage, hanWork, '到 到了 做到 剪到 弄到 进度'),
  },
  {
    // 好了吗, 剪完没有. Without 了, 好吗 only asks for a favour.
    heads: words('没 没有 吗 么 嘛 不'),
    like: /(?:好|成)(?:了(?:没有?|吗|么|嘛|不)|没有?)$|(?:完|完成|搞定|结束|出来|妥)了?(?:没有?|吗|么|嘛|不)$/,
    fill: words(
      footage,
      hanWork,
      `完 完成 搞定 成 结束 出来 妥 做好 剪好 弄好 做完 剪完 弄完`,
      `render export rendering exporting video edit`,
    ),
    unlike: /可以|能|行|好不好|可不可以/,
  },
];

const clips = words(
  footage,
  `photo photos picture pictures image images song songs audio music material recording footage. something stuff`,
  `片段 图片 照片 音频 音乐 歌`,
);

export const upload: Entry[] = [
  {
    heads: words('upload uploading uploads 上传 上传一下'),
    fill: words(
      clips,
      looking,
      `should new another more some one multiple several few two three i'll link links own raw start begin way which formats format types type
      size max maximum big large limit accept accepted allowed supported phone`,
      `怎么 如何 怎样 咋 咋样 一个 一段 个 段 新 新的 另一个 别的 两个 三个 多个 开始 准备 格式 支持 多大 最大 在哪里 在哪 哪儿 往哪 去哪 从哪 从 手机`,
    ),
    unlike: /\b(?:upload|uploads) (?:date|to)\b/,
  },
  {
    // "Where do I put my clip?"
    heads: words('drop attach put add get send give'),
    needs: [words('where how'), footage],
    fill: words(clips, 'should new another more own raw in into on onto'),
    unlike: /\b(?:send|give|get) me\b|\bget (?:the|my)\b/,
  },
  { heads: words('传'), needs: [clips], fill: words('一个 一段 个 段 新'), unlike: /给 ?我|传 ?我/ },
  {
    heads: words('传 传上去 上传上去 发'),
    needs: [words('怎么 如何 咋 在哪 哪里'), clips],
    fill: words('上去 上来 过去 新 的 段 个 一段 一个'),
    unlike: /给 ?我|发 ?我/,
  },
  {
    // "Can I send you a video?"
    heads: words('send share give 发 传 发送'),
    needs: [footage, words('you 你')],
    like: /\b(?:send|share|give)(?: it| this| that| them)?(?: to)? you\b|[发传][^我谢]*你/,
    fill: words(
      clips,
      `how where should new another more some one i'll with from got raw own`,
      `怎么 如何 一个 一段 个 段 新 在哪`,
    ),
  },
  {
    // "Here is my clip"
    heads: words(
      `here here's heres this attached these that's it's 在这里 在这 在这儿 这是 这里是 这个是 以下是 下面是`,
    ),
    needs: [words(clips, 'LINK')],
    like: /(?:^|\s)(?:here(?:'s| is| are)?|heres|this is|these are|attached(?: is| are)?|that's|it's)(?:\s|$)|在这[里儿]?|这是|这里是|这个是|以下是|下面是/,
    fill: words(
      `link links below following original raw source second new another next other one two three both i'll from`,
      `原 原始 原片 链接 拍 拍的 第一 第二 个 段 一段 一个 另一个 新 新的 剪 是`,
    ),
    unlike: /\b(?:is|are) (?:a|an|too|so|not)\b|\bthis (?:video|clip|file|movie)\b/,
  },
  {
    // "Take https://…"
    heads: words('LINK'),
    needs: [
      words(
        `download get fetch use take grab import load open try process from here using 下载 用 打开 拿 导入 获取 处理 加载 看`,
      ),
    ],
    fill: words(clips, 'at link using work with on edit raw', '看看 这里 链接 里 里的 从 是 在'),
  },
];
