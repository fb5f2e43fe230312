import type { AccountWords } from './account-words.ts';

const place = { server: '服务器', group: '群' } as const;

export const accountZh: AccountWords = {
  howToLink: ({ by, url }) =>
    [
      `在 ${url} 有自己的账户的话，新项目可以用你自己的积分。`,
      {
        page: '按这个页面顶部的 **账户**，把密钥粘贴进去。',
        form: '发送命令 /link，会打开一个只有你能看到的表单。',
        private: '在私聊里发给我：/link、空格、密钥。我会马上删除那条消息。',
      }[by],
      '密钥就像密码，请不要写在别的地方。',
    ].join(''),
  unlinked: ({ here, elsewhere }) =>
    ['你的账户已取消关联，密钥已删除。新项目不再用它。', stranded(here, elsewhere)].join(''),
  notLinked: '你没有关联账户，不需要取消。',
  whoseCredits: ({ whose, word }) =>
    ({
      own: '这是你自己账户的积分。',
      shared: `这是本${place[word]}账户的积分。`,
      other: '这个项目用的不是你自己的账户，你下一个新项目会用它。',
    })[whose],
  howToShare: ({ by, space, word }) =>
    [
      `一个账户可以给本${place[word]}里所有没有关联自己账户的人使用。`,
      {
        page: '',
        form: `请有权管理本${place[word]}的人发送命令 /link，并选择“本服务器”，会打开一个只有他能看到的表单。`,
        private: `请${place[word]}管理员在私聊里发给我：/link ${space}、空格、密钥。我会马上删除那条消息。`,
      }[by],
      '请不要在这里写密钥。',
    ].join(''),
  sharedLinked: ({ available, word }) =>
    `好了：那个${place[word]}里的新项目从现在起用这个账户，已关联自己账户的人除外。它有 ${available} 积分。要取消，请在那里说 /unlink ${word}。`,
  sharedUnlinked: ({ here, elsewhere, word }) =>
    [`本${place[word]}的账户已取消关联，密钥已删除。新项目不再用它。`, stranded(here, elsewhere)].join(''),
  noneShared: ({ word }) => `本${place[word]}没有关联账户，不需要取消。`,
  nothingShared:
    '这里只有你和我，只能关联你自己的账户，说“关联账户”会告诉你怎么做。要给大家关联，请在服务器或群里说。',
  privacy: [
    '我保存的关于你的东西：你在这个平台上的 id（从不保存名字）、你提的要求、文件的名字和大小、你的项目、成片，以及花了多少积分。如果你关联了账户，还有它的 token，加密保存，直到 /unlink。',
    '视频本身交给剪辑服务，由它来剪，它可能会保留。运行我的人能看到我保存的东西；其他人都得不到。',
    '发 /forget，我再确认一次就会删除。很久没有动静的聊天，里面的东西会自动删除。',
  ].join('\n\n'),
  forgetAsk:
    '这会删除我保存的关于你的一切，包括这个平台上我能认出是你的其他聊天：你的请求、文件和成片、你的项目（与别人共用的聊天里的项目会保留），以及关联的账户。删除后无法恢复，导出过的视频也不能再通过我获取。确定吗？',
  forgetConfirm: '全部删除',
  forgetLater: '你还有请求正在处理。请等结果出来，或者说“取消”，然后再问我一次。',
  forgotten: ({ url }) =>
    `好了，我保存的关于你的内容已经删除。剪辑服务可能还留有发给它的素材和项目，那些只能由你自己或它的运营者删除：${url}。聊天里的消息请你自己删除。`,
};

/** What becomes of projects without their account. */
function stranded(here: string[], elsewhere: number): string {
  const names = here.map((name) => `**${name}**`).join('、');
  const others = elsewhere === 0 ? '' : `其他聊天里的 ${elsewhere} 个项目`;
  const all = [names, others].filter(Boolean).join('和');
  return all === ''
    ? ''
    : `用它做的项目要等它重新关联才能继续：${all}。不等的话，请在那里新建项目，再发一次素材。`;
}
