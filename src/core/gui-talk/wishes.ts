import { quotedIn } from './sentences.ts';
import { movedBy } from './drag.ts';

/**
 * What a sentence about the screen asks for, in this chat's terms. `do` is to be done now; `offer` is for a
 * button, since the sentence leaves it to the person. Looking costs nothing, so it needs no such difference.
 */
export type GuiAction =
  | { do: 'export'; mode: 'do' | 'offer' }
  /** An edit to send to the agent, in its own words. */
  | { do: 'edit'; mode: 'do' | 'offer'; text: string }
  | { do: 'state' }
  | { do: 'credits' }
  /** How a file gets here. */
  | { do: 'upload' };

const toExport =
  /\bexport|\bdownload|\brender\b|\bsave (?:the|your|this) (?:video|clip|mp4|file)|导出|下载|渲染|输出(?:按钮|视频)|保存(?:视频|成片|到(?:本地|相册|手机|电脑))/i;
const toPay =
  /\bbilling\b|\baccount\b|\byour (?:remaining )?credits?\b|\bcredits? balance\b|\bcredits? (?:page|tab|panel|section)\b|\bbalance\b|\bsubscription\b|\bpricing\b|\bupgrade\b|\btop[- ]?up\b|\busage\b|账[户号单]|帐[户号单]|积分|余额|充值|套餐|订阅页|订阅管理|会员/i;
const toUpload = /\bupload|\bimport\b|上传|导入/i;
const toLook =
  /\btime ?line\b|\bpreview|\bplay\b|\bpanel|\btab\b|\bmenu\b|\bsidebar|\beditor\b|\binspector\b|\bsettings\b|\btracks?\b|\blayers?\b|\blibrary\b|\bopen\b|\bhear\b|\blisten|▶|\bproject\b|\bdashboard\b|\bwork ?space\b|\bplayer\b|时间[轴线]|预览|面板|菜单|工具栏|侧边?栏|选项卡|标签页|编辑器|轨道|图层|素材库|媒体库|打开|播放|听|设置|工作[台区]/i;
const dragging = /\bdrag|\bdrop\b|拖/i;
const clicking =
  /\b(?:click|tap|press|hit|push|select|choose|use)\b|点击|点按|点选|单击|双击|轻点|按下|按一下|点一下/i;

/** "It is ready to export": the person's to decide. */
const exportable =
  /\b(?:can|could|may|ready to|ready for|would you like (?:me )?to|do you want (?:me )?to|want me to|shall i|should i|whenever you want to)\s+(?:now\s+|then\s+|be\s+)?(?:export|download|render)|(?:可以|可|准备好?|随时|是否需?要?|要不要|需要我?|想要?)(?:直接|现在|立即|为您|帮您|为你|帮你)*(?:导出|下载)/i;

/** True where a sentence about the video says that it may be exported. */
export function mentionsExport(text: string): boolean {
  return exportable.test(text);
}

/** Buttons behind which money or nothing lies, or that have no meaning here: never an edit. */
const notAnEdit =
  /^(?:save|close|cancel|ok(?:ay)?|back|settings|share|publish|sign (?:up|in)|log ?in|register|x|help|more|menu|保存|关闭|取消|返回|设置|分享|发布|登录|注册|帮助|更多|确定)$/i;
const keys =
  /^(?:delete|enter|return|space(?: ?bar)?|esc(?:ape)?|shift|ctrl|cmd|command|alt|option|tab|backspace|play|pause|next|record|回车键?|空格键?|删除键|播放|暂停|下一步)\b/i;
/** One word that means something by itself when it is said to the agent. */
const saysAll =
  /^(?:generate|create|confirm|continue|apply|undo|redo|yes|no|start|regenerate|retry|生成|确认|继续|应用|撤销|重做|开始|开始生成|重新生成|是|否)$/i;
const unnamed = /^(?:it|here|this|that|button|下方|这里|此处)?$/i;

/** Nothing to do here: all is kept by itself, and there is nothing to close. */
const pointless =
  /\bsave (?:your |the )?(?:project|work|changes|draft)|^[^\p{L}\p{N}]*(?:close|collapse|refresh|reload)\b|保存(?:项目|工程|草稿|修改|更改)|关闭|收起|刷新/iu;
const joins = /\b(?:sign|log) ?in\b|\bupgrad|\bsubscribe to\b|登录|升级套餐|充值/i;

/** The action behind a removed stretch of a sentence, or nothing where none of ours serves. */
export function wishOf(stretch: string, mode: 'do' | 'offer', before: string): GuiAction | undefined {
  if (dragging.test(stretch)) {
    const moved = movedBy(stretch);
    if (moved?.do === 'upload') return mode === 'do' ? moved : undefined;
    if (moved !== undefined) return { ...moved, mode };
    if (!clicking.test(stretch)) return undefined;
  }
  if (pointless.test(stretch)) return undefined;
  if (joins.test(stretch)) return { do: 'credits' };
  if (toExport.test(stretch)) return { do: 'export', mode };
  if (toPay.test(stretch)) return { do: 'credits' };
  if (toUpload.test(stretch)) return mode === 'do' ? { do: 'upload' } : undefined;
  // It may cost credits, and nobody but the agent has asked for it: a button of ours, for the person to press.
  const text = clicking.test(stretch) ? editBehind(stretch) : undefined;
  if (text !== undefined) return { do: 'edit', mode: 'offer', text };
  if (toLook.test(stretch)) return { do: 'state' };
  // "Click the button below" means what the sentence before spoke of.
  return clicking.test(stretch) && toExport.test(before) ? { do: 'export', mode } : undefined;
}

const label =
  /(?:[Cc]lick|[Tt]ap|[Pp]ress|[Hh]it|[Pp]ush|[Ss]elect|[Cc]hoose|[Uu]se)\s+(?:on\s+)?(?:the\s+)?\**([A-Z][\w'-]*(?:\s+[A-Z][\w'-]*){0,3})\**|(?:点击|点按|点选|单击|双击|轻点|按下)(?:\S{0,8}的)?\**([^\s，。“”「」"*的]{1,8}?)\**(?:按钮|图标|键)/u;

const bare = /(?:点击|点按|单击|轻点|按下)(撤销|重做|生成|开始生成|重新生成|确认|继续|应用)(?![\p{L}])/u;

/** What is written on the button of which a sentence speaks, where an edit may stand behind it. */
function editBehind(stretch: string): string | undefined {
  const match = label.exec(stretch);
  const named =
    quotedIn(stretch)[0] ?? boldIn(stretch) ?? match?.[1] ?? match?.[2] ?? bare.exec(stretch)?.[1] ?? '';
  const name = named.replace(/\s*(?:button|icon|tab|panel|按钮|图标)$/iu, '').trim();
  if (unnamed.test(name) || notAnEdit.test(name) || keys.test(name) || toLook.test(name)) return undefined;
  const isWhole = saysAll.test(name) || /\s/.test(name) || /^\p{Script=Han}{3,}/u.test(name);
  return isWhole && name.length <= 40 ? name : undefined;
}

const boldIn = (text: string): string | undefined => /\*\*([^*]+)\*\*/.exec(text)?.[1]?.trim();
