import { apply } from './editor.ts';
import type { Draft } from './draft.ts';
import { editsOf, isVague } from './requests.ts';
import type { Session } from './world.ts';

/** One thing the agent does in a run, in order. */
export type Act =
  | { act: 'say'; text: string }
  | { act: 'tool'; name: string; draft: Draft; cost: number }
  | { act: 'ask'; questions: { prompt: string; options: string[] }[] };

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Works a request out into acts. The session itself is left as it is. */
export async function work(session: Session, request: string): Promise<Act[]> {
  const zh = isChinese(request);
  const edits = editsOf(request);
  if (edits.length === 0) return answer(session, request, zh);
  const acts: Act[] = [];
  const said: string[] = [];
  let { draft } = session;
  for (const edit of edits) {
    if (edit.edit === 'captions-without-text') {
      said.push(
        zh
          ? '我听不出可以做字幕的话，请把字幕文字用引号写给我。'
          : 'I hear no words that I could caption. Tell me the text in quotes.',
      );
      continue;
    }
    const edited = await apply(draft, edit, session.files);
    if (edited === undefined) {
      said.push(refusal(edit.edit, draft, zh));
      continue;
    }
    draft = edited.draft;
    acts.push({ act: 'tool', name: edited.tool, draft, cost: edited.cost });
    said.push(zh ? edited.said.zh : edited.said.en);
    if (edit.edit === 'generate') {
      acts.push({
        act: 'say',
        text: zh
          ? '原始片段已完成，正在添加音乐和标题。'
          : 'The raw video is ready. Adding music and a title.',
      });
      for (const finish of [
        { edit: 'music', volume: 0.35 },
        { edit: 'title', text: edit.prompt.slice(0, 40), ms: 3_000 },
      ] as const) {
        const more = await apply(draft, finish, session.files);
        if (more === undefined) continue;
        draft = more.draft;
        acts.push({ act: 'tool', name: more.tool, draft, cost: 0 });
      }
    }
  }
  return [...acts, { act: 'say', text: said.join(zh ? '' : ' ') }];
}

function answer(session: Session, request: string, zh: boolean): Act[] {
  if (session.draft.t.length === 0) {
    return [
      {
        act: 'say',
        text: zh ? '还没有素材，请先上传一段。' : 'There is no clip yet. Please upload one first.',
      },
    ];
  }
  if (isVague(request)) {
    const question = zh
      ? { prompt: '想先改哪一点？', options: ['剪掉停顿', '加背景音乐', '改成竖屏'] }
      : {
          prompt: 'What matters most to you?',
          options: ['Trim the pauses', 'Add background music', 'Make it vertical'],
        };
    return [{ act: 'ask', questions: [question] }];
  }
  return [
    {
      act: 'say',
      text: zh
        ? '这个我做不到。我可以剪辑、去停顿、变速、加标题、字幕和音乐、改画幅。'
        : 'I cannot do that. I can trim, cut pauses, change the speed, add titles, captions and music, and change the frame.',
    },
  ];
}

function refusal(edit: string, draft: Draft, zh: boolean): string {
  if (draft.t.length === 0)
    return zh ? '还没有素材，请先上传一段。' : 'There is no clip yet. Please upload one first.';
  if (edit === 'trim-pauses') return zh ? '没有找到停顿。' : 'I found no pauses to trim.';
  return zh ? '这一步在当前时间轴上做不到。' : 'That does not fit the timeline as it is.';
}
