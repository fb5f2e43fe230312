import { html, useEffect, useRef } from '/vendor/preact.js';
import { accept, Chip, endingOf, FilePicker } from './files.js';
import { words } from './words.js';

const endings = new Set(accept.split(',').map((ending) => ending.slice(1)));
const maxBytes = 500 * 1024 * 1024;
const maxFiles = 10;
const maxTextChars = 10_000;
const maxHeightPx = 180;

/** Why this cannot be sent, or nothing. The server says the same; this only saves the way there. */
export function refusal({ text, files }) {
  if ([...text].length > maxTextChars) return words.tooLong;
  if (files.length > maxFiles) return words.tooMany;
  for (const file of files) {
    if (file.size > maxBytes) return words.tooLarge(file.name);
    const ending = endingOf(file.name);
    if (ending !== undefined && !endings.has(ending)) return words.unsupported(file.name);
  }
  return undefined;
}

/** Where a message is written: its text, its files, and why they may not be sent. */
export function Composer(props) {
  const { box, draft, setDraft, refused, onDismiss, onSend, onFiles, awayFromEnd, onToEnd } = props;
  const picker = useRef();
  useEffect(() => {
    const area = box.current;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, maxHeightPx)}px`;
  }, [draft.text]);
  // On a phone the keyboard would cover half of the page at once.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) box.current.focus({ preventScroll: true });
  }, []);

  const ready = draft.text.trim() !== '' || draft.files.length > 0;
  const submit = (event) => {
    event.preventDefault();
    if (ready) onSend();
    box.current.focus({ preventScroll: true });
  };
  const onKey = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  const drop = (file) => {
    setDraft({ ...draft, files: draft.files.filter((other) => other !== file) });
    box.current.focus({ preventScroll: true });
  };

  return html`<form class="composer" aria-label=${words.message} onSubmit=${submit}>
    ${awayFromEnd && html`<button type="button" class="icon to-end" aria-label=${words.toEnd} title=${words.toEnd} onClick=${onToEnd}></button>`}
    ${
      refused &&
      html`<div class="failure" role="alert">
        <span>${refused}</span>
        <button type="button" class="icon close" aria-label=${words.dismiss} onClick=${onDismiss}></button>
      </div>`
    }
    ${
      draft.replyTo &&
      html`<div class="chips">
        <span class="chip"
          >${words.replyTo(draft.replyTo.name)}<button
            type="button"
            class="icon close"
            aria-label=${words.dismiss}
            onClick=${() => setDraft({ ...draft, replyTo: undefined })}
          ></button
        ></span>
      </div>`
    }
    ${
      draft.files.length > 0 &&
      html`<ul class="chips">
        ${draft.files.map(
          (file) =>
            html`<li>
              <${Chip} name=${file.name} bytes=${file.size}
                ><button
                  type="button"
                  class="icon close"
                  aria-label=${words.remove(file.name)}
                  onClick=${() => drop(file)}
                ></button
              ><//>
            </li>`,
        )}
      </ul>`
    }
    <div class="row">
      <button
        type="button"
        class="icon attach"
        aria-label=${words.attach}
        title=${words.attach}
        onClick=${() => picker.current.click()}
      ></button>
      <${FilePicker} picker=${picker} onFiles=${onFiles} />
      <textarea
        ref=${box}
        rows="1"
        value=${draft.text}
        placeholder=${words.placeholder}
        aria-label=${words.placeholder}
        enterkeyhint="send"
        onInput=${(event) => setDraft({ ...draft, text: event.target.value })}
        onKeyDown=${onKey}
      ></textarea>
      <button
        type="submit"
        class="icon send"
        aria-label=${words.send}
        title=${words.send}
        disabled=${!ready}
      ></button>
    </div>
  </form>`;
}
