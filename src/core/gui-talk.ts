/** What a sentence about buttons and panels asks for, in this chat's terms. */
export type GuiAction = { do: 'export' } | { do: 'state' } | { do: 'credits' };

/** The end of a sentence; a dot inside a number or a name does not end one. */
const sentenceEnd = /(?<=[.!?](?:["”*]+)?)\s+|(?<=[。！？])|\n+/u;
const clauseEnd = /(?:,\s*|\s+)(?:or|and|then)\s+|[,，；;]\s*|(?:或者|或|然后|并且)/iu;

/** Talk about the screen. Each needs a screen's noun or an order to the hand, so that clips may have doors that open and clicks that sound. */
const screen = [
  /\b(?:click|tap|press|hit)(?:ing)?\s+(?:on\s+)?(?:the|your|that|this|any|["“*「]|export\b|download\b|save\b|play\b|generate\b)/i,
  /\b(?:button|panel|sidebar|toolbar|menu|dashboard|drop-?down|top[- ](?:right|left)|bottom[- ](?:right|left) corner|upper[- ]right)\b/i,
  /\b(?:drag|drop)(?:ging|ping)?\s+(?:and\s+drop\s+)?(?:the|it|your|a|them|this|that|clips?|files?)\b/i,
  /\bpreview\b.*\btimeline\b|\bopen\s+(?:up\s+)?the\s+(?:timeline|editor|settings|library|project)\b/i,
  /\b(?:check|see|view|visit|go to)\b.*\b(?:account|billing)\b/i,
  /点击|点按|单击|双击|拖拽|拖动|拖放|拖到|按钮|面板|菜单栏?|工具栏|侧边栏|右上角|左上角|右下角|左下角|打开时间[轴线]|在时间[轴线](?:上|中|里)?预览|账户(?:页|设置|中心)/u,
];

const wishes: [GuiAction['do'], RegExp][] = [
  ['export', /\bexport|\bdownload|导出|下载/i],
  ['credits', /\bcredits?\b|\bbilling\b|\baccount\b|积分|余额|账户/i],
  ['state', /\btimeline\b|\bpreview|时间[轴线]|预览/i],
];

/**
 * The backend believes that the user sits before a screen. Takes that part out of a text, clause by clause,
 * keeps what it says about the video, and tells which of our own ways serves instead.
 */
export function fromGuiTalk(text: string): { text: string; actions: GuiAction[] } {
  const wanted = new Set<GuiAction['do']>();
  const lines = text.split('\n').map((line) => {
    const kept = line
      .split(sentenceEnd)
      .map((sentence) => withoutScreen(sentence, wanted))
      .filter(Boolean);
    return joined(kept);
  });
  const actions = [...wanted].map((name): GuiAction => ({ do: name }));
  return {
    text: lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    actions,
  };
}

function withoutScreen(sentence: string, wanted: Set<GuiAction['do']>): string {
  if (!isScreenTalk(sentence)) return sentence;
  for (const [name, pattern] of wishes) if (pattern.test(sentence)) wanted.add(name);
  const clauses = sentence.split(clauseEnd).map((clause) => clause.trim());
  const kept = clauses.filter((clause) => clause !== '' && !isScreenTalk(clause));
  // A leftover such as "to download it" or "即可下载" only made sense beside the button.
  const content = kept.filter(
    (clause) =>
      !/^(?:to|so|when|once|if|you can|即可|就能|就可以|可以|如果|当)\b|^(?:即可|就能|可以|如果|当)/i.test(
        clause,
      ),
  );
  if (content.length === 0) return '';
  const rest = content.join(/\p{Script=Han}/u.test(sentence) ? '，' : ', ');
  const end = /[.!?。！？]["”]?$/u.test(rest) ? '' : /\p{Script=Han}/u.test(rest) ? '。' : '.';
  return rest.charAt(0).toUpperCase() + rest.slice(1) + end;
}

function isScreenTalk(text: string): boolean {
  return screen.some((pattern) => pattern.test(text));
}

/** Chinese sentences follow one another without a space. */
function joined(sentences: string[]): string {
  return sentences.reduce(
    (all, next) => (all === '' || /[。！？]$/u.test(all) ? all + next : `${all} ${next}`),
    '',
  );
}
