import type { AccessWords } from './access-words.ts';
import { day, titled } from './format.ts';

export const accessZh: AccessWords = {
  closed:
    '抱歉，我只为管理者允许的人服务，你还不在其中。这次什么也没有做，也没有扣积分。想使用的话，请联系我的管理者。',
  code: ({ code, minutes }) =>
    `我们还不认识。你的验证码是 **${code}**，${minutes} 分钟内有效。请把它交给我的管理者，批准之后我会在这里告诉你，你就可以开始了。这次什么也没有做，也没有扣积分。`,
  tooManyWait: '我们还不认识，等待批准的人已经满了。请一小时后再给我发消息。这次什么也没有做，也没有扣积分。',
  welcome: '你可以使用了。把素材发给我，告诉我怎么剪，或者说“帮助”。',
  approved: ({ id }) => `好了：id 为 \`${id}\` 的人现在可以在私聊里使用我。这不会开放任何群组或服务器。`,
  codeUnknown:
    '没有人在等这个验证码。验证码一小时内有效：如果过期了，请让对方再给我发一条消息，拿新的验证码。格式是：`/approve 验证码`。',
  revoked: ({ id }) =>
    `好了：id 为 \`${id}\` 的人不再能使用我。已经提出的请求还会做完。如果对方再给我发消息，会拿到新的验证码。`,
  notApproved: ({ id }) =>
    [
      id === '' ? '收回谁的？格式是：`/revoke ID`。' : `没有用验证码批准过 id 为 \`${id}\` 的人。`,
      '`/approved` 会列出可以写谁。在设置名单上的人只由名单决定。',
    ].join(''),
  approvedList: ({ people, more }) =>
    people.length === 0
      ? '还没有用验证码批准过任何人。'
      : [
          ...people.map(({ platform, id, at }) => `- ${titled(platform)} \`${id}\`，自 ${day(at)} 起`),
          more > 0 ? `还有 ${more} 位。` : '',
          '用 `/revoke ID` 收回。',
        ]
          .filter(Boolean)
          .join('\n'),
  listInPrivate: '我让谁进来，不该给其他人看。请在私聊里问我。',
  adminsOnly: '只有我的管理员才能决定让谁进来，而且要在我认得管理员的聊天里。',
};
