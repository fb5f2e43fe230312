import {
  drag,
  dragObject,
  few,
  hand,
  ing,
  lead,
  looseThing,
  named,
  notAHand,
  object,
  soft,
  thing,
  written,
} from './english-words.ts';

const re = (source: string): RegExp => new RegExp(source, 'iu');

/** Orders to the hand. */
const orders = [
  re(`${lead}(?:${hand})${notAHand}${object}`),
  re(`${lead}${drag}${dragObject}`),
  re(
    `${lead}drop\\s+(?:it|them|your|files?|clips?|videos?|(?:a|the) (?:file|clip|video)s?)\\s+(?:in|on|into|onto|here)\\b`,
  ),
  re(`${lead}(?:press|hit|push|select|choose|pick|use)\\s+(?:on\\s+)?(?:the\\s+)?(?:QQ|(?:${written})\\b)`),
  // "Export settings" is no order.
  re(
    `${lead}(?!(?:export|download|edit|preview|upload|import|share|play)\\s+(?:${looseThing})\\b)(?:${soft})\\b.*\\b(?:${looseThing})\\b`,
  ),
  re(
    `^[^\\p{L}]*(?:(?:now|please|just|simply|go ahead and|then|finally|and)[\\s,]+){0,4}(?:export|download|render)(?:\\s+(?:it|this|your|the|them|as|now)\\b|[.!]*$)`,
  ),
  // Any verb, where the panel is named: "unmute it in the Audio panel". "Placed it …" reports what was done.
  re(
    `${lead}(?!\\p{L}+ed\\b)\\p{L}+\\s+(?:it|them|this|that|(?:the|your)\\s+\\w+)\\s+(?:from|in|on|via|using|with|through|under)\\s+(?:the|your)\\s+${named}(?:${thing})\\b`,
  ),
  re(`${lead}save\\s+(?:your|the)\\s+(?:project|work|changes|draft)\\b`),
];
const pressing = re(`${lead}(?:${hand}|press|hit|push|select|choose)`);
/** "Press Record": a name in capitals is what is written on a button. */
const capitals = /^\s+(?:on\s+)?[A-Z]/;

const can = `\\byou(?:'ll|'d| will| can| could| may| might| should| must| would| need to| have to| want to| just|(?:'re| are) (?:able|free|welcome) to)`;
/** What the person can do with the hand, whatever a sentence says beside it. */
const handed = re(
  `${can}(?:\\s+(?:also|now|then|always|simply|easily|just|either|even|still|need to|have to|want to|be able to|to)){0,4}\\s+(?:(?:${hand})${notAHand}${object}|${drag}${dragObject})`,
);
/** How something is done. */
const means = [
  re(`\\b(?:try|consider|recommend|suggest|start by)\\s+${ing}\\b.*\\b(?:${thing})\\b`),
  re(
    `\\b(?:try|consider|recommend|suggest|start by|keep|as (?:easy|simple) as|just|simply|by|before|after|without|when|while|upon|avoid|of|for|on|is|requires?|needs?|involves?|means)\\s+(?:(?:just|simply)\\s+)?(?:clicking|tapping|dragging|hovering|scrolling|right-clicking|double-clicking)\\b`,
  ),
  re(
    `^\\W*(?:by|via|through|using|with|before|after|upon|when|while)\\s+(?:(?:a|one|the|just|simply|your)\\s)?(?:(?:single|quick|simple)\\s)?(?:${ing}|clicks?|taps?|press|drag)\\b`,
  ),
  re(`\\b(?:is|are|just|only)\\s+(?:(?:just|only)\\s+)?(?:a|one|a few|two)\\s+clicks?\\s+away\\b`),
];
/** What the person can do, or see, in a part of the screen. */
const ways = [
  re(
    `${can}.*\\s(?:in|on|from|via|using|through|under|inside|within|at|with|to|into|onto|by)\\s+(?:the|your|our|its|this|that)?\\s*${few}(?:${thing}|timeline|editor|preview|work ?space|settings|account|canvas)\\b`,
  ),
  re(
    `${can}\\s+(?:(?:also|now|then)\\s+){0,3}(?:see|find|notice|spot|have|access|reach|get|be)\\b.*\\b(?:${thing})\\b`,
  ),
];

/** Where something is on a screen, and what a screen shows. */
const places = [
  re(`^\\W*(?:(?:also|then|now|already) )?(?:opened|expanded|launched|switched to)\\b.*\\b(?:${thing})\\b`),
  re(
    `\\bcan (?:also )?be \\p{L}+\\b.*\\b(?:in|on|from|via|using|under|through|by)\\s+(?:the|your)\\s+${few}(?:${thing})\\b`,
  ),
  re(
    `^(?!.*\\bI\\b).*\\b(?:that|the|your|this)\\s+(?:(?:big|blue|red|green|purple|bright)\\s+){0,2}(?:export|download|render|save|play|preview)\\s+(?:button|icon|option)\\b`,
  ),
  re(`^\\W*there(?:'s| is| are)\\b.*\\b(?:${thing})\\b`),
  re(
    `^\\W*(?:and\\s+)?(?:(?:the|an?|your|our|both|all|there(?:'s| is| are)(?: an?| the)?|here's the)\\s+)?(?!\\s)${named}(?:${thing})\\b`,
  ),
  re(
    `^\\W*(?:the|an?|your)\\s+(?:${thing})\\b.*\\b(?:top|bottom|upper|lower|left|right|corner|side|above|below|screen|toolbar|sidebar)\\b`,
  ),
  re(
    `^\\W*(?:it|they|this|these|that|everything|all of (?:it|them)|(?:the |all |your )?(?:\\w+ )?(?:options?|settings|controls|tools))\\b.*\\b(?:in|on|under|via|from|inside|at|to)\\s+(?:the|your)\\s+${few}(?:${thing})\\b`,
  ),
  re(
    `\\bI(?:'ve| have|'ll| will|'m| am|'d)?\\s+(?:(?:just|already|now|also) )?(?:open|click|select|press|highlight|enabl|expand|toggl|launch|switch)\\w*\\b.*\\b(?:${thing})\\b`,
  ),
  re(
    `^\\W*(?:in|on|at|under|inside|within|from|near|next to|via|using|through)\\s+(?:the|your)\\s+${few}(?:${thing}|editor|work ?space|settings)\\b[^.]{0,30}$`,
  ),
  re(
    `^\\W*(?:on|at|in|to) (?:the|your) (?:top|bottom|upper|lower|left|right)(?:[- ](?:top|bottom|left|right|hand))?(?: (?:corner|side|edge))? of (?:the|your) (?:screen|editor|window|page|interface)\\b`,
  ),
];

/** Words of a picture that shows a screen, or of its sounds: nobody's hand is meant. */
const depicted =
  /\b(?:scenes?|shots?|footage|part|moments?|close-?ups?|zoom(?:ed|ing|s)|blur(?:red|s)?|circle[ds]?|recording|cursor|presenters?|hosts?|guests?|speakers?|narrators?|actors?|viewers?|audience|animat\w+|overlay|sticker|graphic|call[- ]to[- ]action|cta|says|reads|saying|reading|labell?ed|he|she|they|someone|wom[ae]n|m[ae]n|girl|boy|people|person|discussion|debate|restaurant|solar|comic|wooden|car|shirt|jacket|coat|elevator|keyboard|split[- ]screen)\b/i;
/** A place in the video: what happens there is in the video. */
const clock = /\b\d{1,2}:\d{2}\b|\b\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?\s?s\b/;

/** True for a clause that shows a screen, or tells of somebody in the video who uses one. */
export function isDepicted(plain: string): boolean {
  return depicted.test(plain);
}

/** True for a clause about buttons and panels. `isPicture` = its sentence tells of the video. */
export function isScreen(plain: string, isPicture: boolean): boolean {
  if (isOrdered(plain) || handed.test(plain)) return true;
  if (!isPicture && means.some((way) => way.test(plain))) return true;
  if (clock.test(plain)) return false;
  return ways.some((way) => way.test(plain)) || (!isPicture && places.some((place) => place.test(plain)));
}

/** True for an order to the hand, as against what can be done, or where something is. */
export function isOrdered(plain: string): boolean {
  const press = pressing.exec(plain);
  if (press !== null && capitals.test(plain.slice(press[0].length))) return true;
  return orders.some((order) => order.test(plain));
}
