/** Where a file is dropped to bring it in, as against where a clip is moved to. */
const upload =
  /\b(?:here|upload|drop ?zone|chat|media (?:panel|library|bin|area|tab)|library|assets? panel|browser|from your (?:computer|device|desktop|phone|files?))\b|上传|素材库|媒体库|媒体面板|素材面板|聊天|这里|此处|窗口|从(?:电脑|本地|桌面|手机)/i;
const file =
  /\b(?:files?|clips?|videos?|footage|images?|photos?|music|audio|media|it|them|recordings?)\b|视频|素材|文件|片段|图片|照片|音频|音乐|它/i;
const timeline =
  /\b(?:on ?to|into|to)\s+(?:the|your|a)\s+(?:time ?line|main track|video track|tracks?)\b|(?:到|至|入|进)(?:下方的?|主)?(?:时间[轴线]|轨道|视频轨)/i;

/** Nowhere in particular: the person has not said where. */
const nowhere =
  /\b(?:new|different|other|another|desired|preferred|right|correct|any|exact|own) (?:position|place|spot|location|time|point|order|size|length|moment)s?\b|\bwhere(?:ver)? you\b|\banywhere\b|\byou (?:want|like|need|prefer|wish)\b|\baround\b|(?:合适|想要|任意|其他|其它|所需|新|喜欢|需要|理想|希望|指定|别)的?(?:位置|地方|时间点?|顺序|长度|大小)|任何地方|想放/i;
/** Somewhere: a time, an edge of the film, another piece, an amount. */
const somewhere =
  /\d|\b(?:start|beginning|end|front|middle|center|centre|top|bottom|left|right|before|after|between|above|below|behind|over|under|first|second|third|last|intro|outro|earlier|later|up|down|forwards?|backwards?|track|timeline)\b|开头|结尾|末尾|开始|最前|最后|中间|居中|上方|下方|[往向朝][上下前后]|左|右|之前|之后|前面|后面|第[一二三四五]|顶部|底部|片头|片尾|轨|时间[轴线]/i;

/**
 * The edit that moving something by hand would make: "drag the title to 0:02" gives "Move the title to 0:02".
 * An upload where a file is to be brought in; nothing where it is left open what to move, or where to.
 */
export function movedBy(stretch: string): { do: 'edit'; text: string } | { do: 'upload' } | undefined {
  const said = stretch
    .replace(/\*\*|__|[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const wish = /\p{Script=Han}/u.test(said) ? chinese(said) : english(said);
  if (wish === undefined) return undefined;
  if (
    upload.test(said) &&
    file.test(said) &&
    (!timeline.test(said) || /computer|device|desktop|phone|电脑|本地|手机/i.test(said))
  )
    return { do: 'upload' };
  if (nowhere.test(wish) || !(somewhere.test(wish) || /^(?:Add|给)/u.test(wish))) return undefined;
  return {
    do: 'edit',
    text: wish.replace(/(?<=\p{Script=Han})(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?=\p{Script=Han})/gu, ' '),
  };
}

const onScreen =
  /\s+(?:in|on|from|of|inside|within|using)\s+(?:the|your)\s+(?:[\w'-]+\s+){0,2}(?:panel|sidebar|toolbar|editor|window|screen|menu|inspector|interface|workspace|mouse|handles?|time ?line(?= |$))\b/gi;

/** "Glow" onto a clip, a fade onto a title: something is added, not moved. */
const laidOn =
  /^((?:the\s+|an?\s+)?(?:["“][^"”]+["”]|[\w -]*?(?:effect|transition|filter|sticker|overlay|template|preset|animation|fade|glow|blur)s?)(?:\s+(?:effect|transition|filter|sticker|overlay|template|preset|animation))?)\s+(?:onto|over|to|on)\s+(.+)$/i;

function english(said: string): string | undefined {
  const match = /\bdrag(?:ging)?(?:[\s-]*(?:and|&|n|'n')[\s-]*drop(?:ping)?)?\s+(.+)$/i.exec(said);
  const rest = match?.[1]
    ?.replace(/^(?:and drop|and|on|at)\s+/i, '')
    .replace(/[,;]?\s+(?:when|once|if|whenever)\s+(?:you|needed|ready).*$/i, '')
    .replace(/[,;]?\s+(?:and|then)\s+(?:drop|release|let go|place)\b(?:\s+it)?/gi, '')
    .replace(onScreen, '')
    .replace(/\s+(?:yourself|manually|by hand)\b/gi, '')
    .replace(/\s+from\s+(?:the|your)\s+(?:media\s+|asset\s+)?(?:library|bin|list)\b/i, '')
    .replace(
      /[,;]?\s+(?:in order )?to\s+(?:start|begin|add|include|use|continue|proceed|adjust|change|edit|reposition|reorder|see|preview|finish|complete)\b.*$/i,
      '',
    )
    .replace(/[\s.,;:!?"”*)]+$/u, '');
  if (rest === undefined || rest === '') return undefined;
  // A slider is a matter of the screen; what it sets is not.
  const slider =
    /^(?:the\s+)?(.+?)\s+(?:slider|knob|dial|fader)\s+(?:up |down |left |right )?(?:to|by|until)\s+(.+)$/i.exec(
      rest,
    );
  if (slider !== null && !/^(?:the|it)$/i.test(slider[1] ?? ''))
    return `Set the ${slider[1] ?? ''} to ${slider[2] ?? ''}`.replace(/^Set the the /i, 'Set the ');
  if (
    /^(?:the|its|this)?\s*(?:slider|knob|handles?|cursor|play ?head|scroll ?bar)\b/i.test(rest) ||
    !/\b(?:to|onto|into|on|before|after|between|above|below|by|until|over|in|so|up|down|left|right|forwards?|back(?:wards?)?|earlier|later)\b/i.test(
      rest,
    )
  )
    return undefined;
  const laid = laidOn.exec(rest);
  if (laid !== null) return `Add ${laid[1] ?? ''} to ${laid[2] ?? ''}`;
  const put = timeline.test(` ${rest}`) && file.test(rest) && !/\d/.test(rest);
  return put
    ? `Put ${rest.replace(/\b(?:on ?to|into|in|to)\s+(?=(?:the|your|a)\s+(?:time ?line|main track|video track|track))/i, 'on ')}`
    : `Move ${rest}`;
}

function chinese(said: string): string | undefined {
  const rest = said
    .replace(/[，,]?(?:即可|就可以|就能|便可|以便).*$/u, '')
    .replace(/[。！？，,.!?\s]+$/u, '');
  const slider =
    /拖[动拽]?.{0,6}(?:滑块|滑杆|进度条)(?:来|以|，)?(?:把|将)?(.*?(?:调|设|改|降|升|提).+)$/u.exec(rest);
  if (slider?.[1] !== undefined) return `把${slider[1]}`.replace(/^把(?=[调设改降升提])/u, '');
  const effect =
    /(?:把|将)?([“「"][^”」"]+[”」"](?:特效|效果|滤镜|转场|动画|贴纸)?|[^，。把将]{1,8}(?:特效|效果|滤镜|转场|动画|贴纸))拖[放拽动]?(?:到|至|入|进)([^，。]*?(?:片段|视频|标题|素材|画面))(?:上|里|中)?/u.exec(
      rest,
    );
  if (effect !== null) return `给${effect[2] ?? ''}加上${effect[1] ?? ''}`;
  const held =
    /拖[放拽动]?(?!到|至)([^，,]+?)[，,]?(?:然后|再|并)?(?:将|把)(?:其|它们?)(?:移动?|放置?|拖[动拽]?)(?:到|至|在)(.+)$/u.exec(
      rest,
    );
  const nudged = /(?:把|将)(.+?)([往向朝][左右前后上下].{0,3}?)拖[放拽动移曳]?(?!到|至)(.*)$/u.exec(rest);
  if (nudged !== null) return `把${nudged[1] ?? ''}${nudged[2] ?? ''}移${nudged[3] ?? ''}`;
  const taken = held ?? /(?:把|将)(.+?)拖[放拽动移曳]?(?:并放置?)?(?:到|至|入|进)(.+)$/u.exec(rest);
  const pulled = /拖[放拽动移曳]?(?![放拽动移曳到至入进])(.+?)(?:并放置?)?(?:到|至|入|进)(.+)$/u.exec(rest);
  const [, what, where] = taken ?? pulled ?? [];
  if (what === undefined || where === undefined) return undefined;
  const place = where
    .replace(/(?:，|,)?(?:即可|就可以|就能|以便|来|以|开始(?=剪|编|使)|进行|继续).*$/u, '')
    .replace(/[，,].*$/u, '')
    .replace(/^下方的?(?=时间|轨道)/u, '')
    .trim();
  if (place === '' || /播放头|指针/u.test(what)) return undefined;
  return `把${what.trim()}${/时间[轴线]/u.test(place) && file.test(what) && !/\d/.test(place) ? '放到' : '移到'}${place}`;
}
