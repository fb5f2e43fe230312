import type { Question } from './agent-event.ts';
import { fromGuiTalk, type GuiAction } from './gui-talk.ts';
import { oneLine, withoutRaw } from './raw-text.ts';

/** What the agent wrote, as a person may read it, and what it asks this chat to do. */
export function readAgentText(text: string): { text: string; actions: GuiAction[] } {
  return fromGuiTalk(withoutRaw(text));
}

/** The agent's questions, freed of the same things. One without words is none. */
export function readQuestions(questions: Question[]): Question[] {
  return questions.flatMap((question) => {
    const plain = withoutRaw(question.prompt);
    const prompt = fromGuiTalk(plain).text || plain;
    const options = question.options
      .map((option) => ({ ...option, label: oneLine(withoutRaw(option.label)) }))
      .filter(({ label }) => label !== '');
    return prompt === '' ? [] : [{ ...question, prompt, options }];
  });
}
