/**
 * The English words of talk about a screen, as pieces of patterns. In the text that they are matched with,
 * quoted words stand as `QQ`.
 */
const anyOf = (lines: string): string =>
  lines
    .trim()
    .split(/\s*\n\s*|\s*\|\s*/)
    .join('|');

/** Small words in front of an order: "Next, you can simply …". Bounded, since they may be read in many ways. */
export const lead = `^[^\\p{L}\\p{N}]*(?:(?:${anyOf(`
  and then|and|or|then|now|next|first|firstly|second|secondly|third|finally|lastly|last|also|alternatively
  otherwise|instead|again|afterwards?|later|please|pls|just|simply|easily|directly|kindly|quickly|always|either
  even|so|but|ok|okay|great|only|not|yet|right|optionally|at any time|any ?time|here|there|manually|yourself
  go ahead and|go and|feel free to|make sure (?:to|you|that you)|be sure to|remember to|try to|it's time to
  do not forget to|don't forget to|you're ready to|able to|step \\d+:?|option \\d+:?|from (?:there|here)
  all you(?:'ll)? (?:need|have) to do is|all that's left is to
  (?:the|your|one|a) (?:next|last|final|only|easiest|quickest|best|other)? ?(?:step|thing|way|option)(?: left)? is to
  i(?:'d| would)? (?:suggest|recommend|advise)(?: that)?(?: you)?(?: to)?
  we(?:'d| would)? (?:suggest|recommend)(?: that)?(?: you)?(?: to)?|let's
  you(?:'ll|'d)? (?:can|could|may|might|should|must|will|would|need to|have to|want to|just|only|also|now|simply|then|like to|be able to|always|easily|either|still)
  you(?:'re| are) (?:free|welcome|able) to|you(?:'ll| will) (?:need|have|want) to|you don't (?:need|have) to
  can|could|may|might|should|must|will|would|need to|have to|want to|wanna|like to|don't|do not|never
  no need to|there's no need to|avoid|to|do|did you|did|would you|have you|you
`)})(?:[\\s,:]+|(?=$))){0,8}`;

/** Verbs of a hand at a screen, whatever they are said of. */
export const hand = '(?:double[- ]?|right[- ]?|left[- ]?)?click|tap|long-press|hover|scroll|toggle';
export const drag = "drag(?:[\\s-]*(?:and|&|n|'n')[\\s-]*drop)?";

/** Verbs that are of a screen beside one of its things. */
export const soft = anyOf(`
  press|hit|push|smash|select|choose|pick|use|find|locate|look for|look in|look at|open(?: up)?|re-?open
  go (?:back )?to|go into|head (?:over |back )?to|navigate(?: back)? to|switch(?: back)? to|jump to|move to
  return to|come back to|log in ?to|sign in ?to|expand|collapse|close|view|see|check(?: out)?|uncheck|visit|access
  enter|type|swipe|slide|adjust|change|edit|modify|tweak|customi[sz]e|fine-tune|preview|play|watch|review|inspect
  take a look|have a look|export|download|save|get|grab|manage|scrub|pull|turn on|turn off|enable|disable|add
  explore|browse|continue|confirm|upload|import|set|drop|release|hold|make|share|move|place|position|resize|trim
  split|cut|reorder|rearrange|reposition|zoom|refresh|reload|keep
`);
/** More of them, which are orders to the hand only beside a sentence about a screen. */
export const softer = anyOf(`
  follow|wait|start|begin|search|fill|paste|copy|sign|log|name|rename|repeat|do|go|look|head|navigate|click|tap|drag
  let|try|read|apply|undo|scroll|leave|come|remove|delete|replace|insert|create|generate
`);
export const ing = `(?:${anyOf(`
  click|tapp|press|hitt|push|select|choos|pick|us|find|locat|open|go|head|navigat|switch|expand|clos|view|see
  check|visit|access|enter|typ|dragg|hover|scroll|toggl|adjust|chang|edit|preview|play|download|export|sav
  drag and dropp|right-click|double-click
`)})ing`;

/** Names that the parts of an editor have. */
const part = anyOf(`
  time ?line|media|audio|sound|music|bgm|voice(?: ?over)?|text|titles?|captions?|subtitles?|effects?|fx|properties
  property|settings?|export|preview|inspector|library|assets?|layers?|tracks?|volume|transitions?|filters?|colou?rs?
  adjustments?|adjust|side|left|right|left-hand|right-hand|upper|lower|bottom|top|main|history|templates?|styles?
  account|billing|project|editor|editing|upload|import|share|tools?|edit|file|ai|chat|animations?|stickers?|speed
  crop|layout|render|download|output|format|options?|storyboard|generation|generate|video|clip|control|details?|info
  user|profile|subscription|credits?
`);
/** Up to three names in front of a thing: "the Text & Titles panel". A word in capitals is a name too. */
export const named = `(?:(?:${part})(?:\\s*(?:and|&|\\/)\\s*(?:${part}))?\\s+|QQ\\s+|(?!(?:the|an?|your|our|this|that|i)\\b)(?-i:[A-Z])\\w+\\s+){1,3}`;

export const thing = anyOf(`
  buttons?|panels?|side ?bars?|tool ?bars?|tool ?box|menus?|menu bar|drop-?downs?(?: menu| list)?
  dialog(?:ue)? box(?:es)?|(?:export|settings|render|upload) dialogs?|pop-?ups?|modals?|icons?|tabs?|toggles?
  sliders?|check ?box(?:es)?|dashboards?|inspector
  (?:preview|player|export|editor|program|main|settings|media|render|upload) (?:windows?|panes?)
`);
/** Things that are of a screen only where a hand is told to do something with them. */
export const looseThing = anyOf(`
  ${thing}|timeline|editor|work ?space|settings|preview|library|canvas|play ?head|handles?|page|screen|section
  tools?|options?|corner|player|edges?|gear|account|billing|subscription|balance|arrow|link below|project|mouse
  cursor|interface
`);

/** What is written on buttons, also where it is not written in capitals. */
export const written = anyOf(`
  export|download|render|save|play|pause|generate|apply|done|upload|import|share|publish|preview|undo|redo|next
  confirm|continue|ok|okay|start|create|submit|enter|return|esc|escape|delete|shift|space ?bar
  ctrl(?:\\+\\w)?|cmd(?:\\+\\w)?|command
`);

/** Of these a sound or a picture is made: "click track", "tap water". */
export const notAHand =
  '(?!\\s+(?:tracks?|sounds?|noises?|effects?|sfx|water|dance|dancing|through rate|animation|transition|audio|samples?|loop)\\b)';
/** What follows the verb of a hand. */
export const object = `\\s*(?:(?:${anyOf(`
  on|in|into|inside|outside|at|over|to|down|up|back|through|between|around|the|your|that|this|these|those|an?|it
  them|any(?:where|thing)?|each|one|either|both|here|below|again|once|twice|and\\s+(?:drag|hold|drop)|clips?|files?
  videos?|images?|photos?|footage|media|assets?|music|audio|titles?|text|captions?
`)}|${written})\\b|QQ|\\[|\\(|[+→>🔗]|[.!?]*$)`;
export const dragObject = `\\s+(?:${anyOf(`
  the|your|that|this|these|those|an?|it|them|any|each|one|either|both|and|to|from|in|into|onto|QQ|clips?|files?
  videos?|images?|photos?|footage\\s+(?:to|on|in|from|here)|media|assets?|music|audio|titles?|captions?|text|left|right
`)})\\b`;
/** Between "in the" and the thing: a word or three. */
export const few = '(?:[\\w*-]+\\s+|QQ\\s+){0,3}?';
