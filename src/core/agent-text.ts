import type { Question } from './agent-event.ts';
import { fromGuiTalk, type GuiAction } from './gui-talk.ts';
import { oneLine, withoutRaw } from './raw-text.ts';

/** No chat shows more of one text, and the reading of it takes longer than it grows. */
const longest = 20_000;

/** What the agent wrote, as a person may read it, and what it asks this chat to do. */
export function readAgentText(text: string): { text: string; actions: GuiAction[] } {
  return fromGuiTalk(plain(text));
}

/** The agent's questions, freed of the same things. One without words is none. */
export function readQuestions(questions: Question[]): Question[] {
  return questions.flatMap((question) => {
    const bare = plain(question.prompt);
    const prompt = fromGuiTalk(bare).text || bare;
    const options = question.options
      .map((option) => ({ ...option, label: oneLine(plain(option.label)) }))
      .filter(({ label }) => label !== '');
    return prompt === '' ? [] : [{ ...question, prompt, options }];
  });
}

function plain(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
  return withoutRaw(shown);
}
