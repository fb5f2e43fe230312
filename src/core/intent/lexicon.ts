/**
 * The words that commands are made of. A clause is a command when it holds one of its heads and nothing but
 * its own words and polite ones: "balance the audio" has a head of `credits`, but no word of it may follow.
 */
export type Command = 'export' | 'credits' | 'state' | 'upload' | 'help' | 'new' | 'cancel' | 'language';

const words = (text: string): Set<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Politeness and small words that change no meaning. */
export const polite = words(`
  please pls plz kindly ok okay now just thanks thank you u can could would will may i i'd i'll id like want wanna need to
  let's lets let me my the a an it this that these those for so then also again and hey go ahead finally us our we well
  yes yeah sure right away soon quickly if possible at once here there hi hello
  请 帮我 帮忙 帮 麻烦 我 我想 我要 我的 想 要 给我 一下 吧 吗 呢 了 啊 呀 哦 谢谢 现在 可以 能不能 能否 能 好 好的 把 将 你 您 就 马上 立刻 直接 最后
  再 的 它 这个 那个 这 那 给 请问 可不可以 都 来 去
`);

type Entry = {
  heads: Set<string>;
  /** Words that may stand beside a head. */
  fill: Set<string>;
  /** Where set, one of these must be there too. */
  needs?: Set<string>;
};

const footage =
  'video videos clip clips movie film file files mp4 footage 视频 片子 文件 素材 成片 成品 短片 影片';
const looking = `show check see view tell look what what's whats is are list get find give display
  查 查询 查看 看 看看 显示 告诉我 告诉 列出 是 有 还有 什么 目前 当前`;

export const lexicon: Record<Command, Entry[]> = {
  cancel: [
    {
      heads: words('cancel stop abort nevermind 取消 停止 停下 停 算了 中止 终止'),
      fill: words(`edit edits editing job request task everything all current last one work working running export render
        exporting rendering waiting queue queued what you're youre are doing of mind never on
        编辑 剪辑 任务 请求 当前 刚才 所有 全部 操作 导出 渲染 上一个 进行中 正在 进行`),
    },
    { heads: words('mind'), fill: words('never'), needs: words('never') },
  ],
  export: [
    {
      heads: words('export exports render download 导出 输出 下载 渲染 出片'),
      fill: words(`${footage} as in into at with cut final finished clean edited full whole entire complete completed result
        results version project everything all hd fhd uhd resolution quality high highest best max good format h264 h.264
        when you're youre are done ready once finish back over out up on off of how do does same latest new it's is
        我的 最终 高清 超清 格式 为 成 出来 出去 高 质量 画质 分辨率 清晰度 完成 做好 剪好 弄好 完 后 之后 全部 整个 以 用 版 版本
        干净 结果 项目 重新 再次 一次 个 一个 一份 份 最新 怎么 如何 到`),
    },
    {
      heads: words('send give share deliver 发 发给我 发我 传给我 传我 给我'),
      needs: words(`${footage} result cut version`),
      fill: words(`${footage} final finished clean edited full whole complete completed result cut version back over as in an
        done when you're youre are ready once high quality hd new latest 最终 高清 做好 剪好 弄好 后 完成 成 过来 我 一份 最新 格式`),
    },
  ],
  credits: [
    {
      heads: words('credit credits balance 积分 余额 点数 额度'),
      fill: words(`${looking} how many much left remaining remain do have got current account still any in on of free are
        多少 剩 剩余 剩下 还剩 几 个 还 账户 账号 里 够 不够 够不够`),
    },
  ],
  state: [
    {
      heads: words('status state timeline tracks progress 状态 时间轴 时间线 轨道 进度'),
      fill: words(`${looking} on current of how how's hows going far at in have track all edit project
        怎么样 怎样 如何 到哪 哪 哪里 哪儿 上 上面 里 里面 哪些 项目 剪辑 几 条 所有 到`),
    },
  ],
  upload: [
    {
      heads: words('upload uploading 上传'),
      fill: words(`${footage} how do does where should new another more some one photo photos picture image images link from
        audio song first start with 怎么 如何 一个 一段 个 段 新 在哪 哪里 哪 片段 图片 照片 音频 怎样 先 开始`),
    },
  ],
  new: [
    {
      heads: words('over scratch fresh reset 重新开始 从头开始 从头来 重来 新建'),
      fill: words(`start begin restart with new project from everything all over scratch fresh video create make
        开始 重新 项目 新项目 一个 个 新 工程`),
    },
    {
      heads: words('project 项目 新项目 工程'),
      needs: words('new another fresh different 新 新项目 新建 新的 另一个'),
      fill: words(`start begin open create make with new another fresh different switch
        开始 开 建 新建 新 一个 个 创建 另一个 换 新的 启动`),
    },
    { heads: words('restart'), fill: words('project everything all') },
  ],
  help: [
    {
      heads: words('help hi hello hey hiya howdy greetings start 你好 您好 嗨 哈喽 帮助 在吗'),
      fill: words('there reelay bot everyone all good morning afternoon evening with get started 大家'),
    },
    {
      heads: words('do work use are help 功能 用 使用 做 干 干什么 是谁 会'),
      needs: words('what how who 什么 怎么 如何 谁 啥'),
      fill: words(`what how who does do you're is bot reelay things able of are
        什么 怎么 如何 谁 啥 有 些 哪些 是 会 能 事 事情 这`),
    },
  ],
  language: [
    {
      heads: words('english chinese mandarin 中文 英文 英语 汉语 普通话'),
      needs: words(
        `speak talk answer reply respond switch language 说 讲 回答 回复 换成 切换 改成 语言 用 换`,
      ),
      fill: words(`speak talk answer reply respond switch change use in to language set with only from on back into
        说 讲 用 回答 回复 换成 切换 切换到 到 成 改成 语言 跟我 和我 以后 交流 换 为`),
    },
  ],
};

/** Command words that a one-letter slip is forgiven in. Short words are not: too much else is one letter away. */
export const forgiven = [
  'export',
  'render',
  'download',
  'credits',
  'balance',
  'status',
  'timeline',
  'upload',
  'cancel',
  'project',
  'english',
  'chinese',
];

/** Chinese words of the lexicon, longest first, for cutting text that has no spaces. */
export const chineseWords: string[] = [
  ...new Set(
    [
      polite,
      ...Object.values(lexicon).flatMap((entries) =>
        entries.flatMap((e) => [e.heads, e.fill, e.needs ?? []]),
      ),
    ]
      .flatMap((set) => [...set])
      .filter((word) => /\p{Script=Han}/u.test(word)),
  ),
].sort((a, b) => b.length - a.length);
