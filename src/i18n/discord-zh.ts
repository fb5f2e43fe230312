import type { DiscordWords } from './discord-words.ts';

export const discordZh: DiscordWords = {
  presence: '提到我并附上视频，或直接私信给我',
  presenceMentionOnly: '我只能读到提到我的消息',
  mentionMe: '这里的消息如果没有提到我，我就读不到。请在每条消息里提到我，或使用 /edit、/export 等命令。',
  editThisVideo: '剪辑这段视频',
  editForm: { title: '剪辑这段视频', label: '要怎么剪？', hint: '剪掉停顿，加字幕，然后导出' },
  linkForm: { title: '使用你自己的账户', label: '你的密钥', hint: '只有剪辑服务会看到它，保存时加密。' },
  shareForm: { title: '本服务器的账户', label: '它的密钥', hint: '给这里没有自己账户的人使用，保存时加密。' },
  thisServer: '本服务器',
  options: {
    whose: '给谁用：不选就是你自己，也可以选本服务器',
    prompt: '要做什么？例如：剪掉停顿并导出',
    file: '视频、图片或声音',
    quality: 'MP4 的画质',
    name: '项目的名称或编号',
    language: '我回答时用的语言',
    code: '对方拿到的验证码',
    person: '对方的 id，/approved 会列出',
    range: '最近多少天',
  },
  goesOnIn: ({ place }) => `在 ${place} 里继续。`,
  cannotWriteHere: ({ place }) => `我不能在这里发言，所以会把一切私信给你：${place}。`,
  cannotReachYou:
    '我不能在这里发言，而你又不接收我的私信。请允许私信（服务器菜单 → 隐私设置 → 私信），或把我加入这个服务器，然后再试一次。什么都没有开始，也没有扣费。',
  directOpening: '你是在我不能发言的地方叫我的，所以在这里继续。',
  noFileThere: '那条消息里没有视频、图片或声音。请选一条带素材的消息。',
  formExpired: '这个表单等得太久了。请再选一次 **剪辑这段视频**。',
};
