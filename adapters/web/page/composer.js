import { html, useEffect, useRef } from '/vendor/preact.js';
import { words } from './words.js';

const accept = '.mp4,.m4v,.mov,.avi,.webm,.mkv,.jpg,.jpeg,.png,.gif,.webp,.mp3,.wav,.m4a,.aac';
const endings = new Set(accept.split(',').map((ending) => ending.slice(1)));
const maxBytes = 500 * 1024 * 1024;
const maxFiles = 10;

/** Why these files cannot be sent, or nothing. The server says the same; this only saves the upload. */
export function refusal(files) {
  if (files.length > maxFiles) return words.tooMany;
  for (const file of files) {
    if (file.size > maxBytes) return words.tooLarge(file.name);
    const ending = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1]?.toLowerCase();
    if (ending !== undefined && !endings.has(ending)) return words.unsupported(file.name);
  }
  return undefined;
}

/** Files, text, and the state of the sending in progress. */
export function Composer({ draft, setDraft, sending, failure, onSend, onCancel, onDismiss, onFiles }) {
  const box = useRef();
  const picker = useRef();
  useEffect(() => {
    const area = box.current;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
  }, [draft.text]);
  useEffect(() => {
    if (sending === undefined) box.current.focus({ preventScroll: true });
  }, [sending === undefined]);

  const ready = sending === undefined && (draft.text.trim() !== '' || draft.files.length > 0);
  const submit = (event) => {
    event.preventDefault();
    if (ready) onSend();
  };
  const onKey = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  const without = (file) => setDraft({ ...draft, files: draft.files.filter((other) => other !== file) });

  return html`<form class="composer" onSubmit=${submit}>
    ${
      failure &&
      html`<div class="failure" role="alert">
        <span>${failure.message}</span>
        ${failure.again && html`<button type="button" class="link" onClick=${onSend}>${words.retry}</button>`}
        <button type="button" class="icon close" aria-label=${words.dismiss} onClick=${onDismiss}></button>
      </div>`
    }
    ${
      draft.files.length > 0 &&
      html`<ul class="files">
        ${draft.files.map(
          (file) =>
            html`<li class="chip">
              <span class="clip" aria-hidden="true"></span>${file.name}
              ${
                sending === undefined &&
                html`<button
                  type="button"
                  class="icon close"
                  aria-label=${words.remove(file.name)}
                  onClick=${() => without(file)}
                ></button>`
              }
            </li>`,
        )}
      </ul>`
    }
    ${
      sending !== undefined &&
      draft.files.length > 0 &&
      html`<div class="upload">
        <progress
          max="1"
          value=${sending.progress}
          aria-label=${words.uploading(Math.round(sending.progress * 100))}
        ></progress>
        <span
          >${sending.progress < 1 ? words.uploading(Math.round(sending.progress * 100)) : words.handingOver}</span
        >
        <button type="button" class="link" onClick=${onCancel}>${words.cancelUpload}</button>
      </div>`
    }
    <div class="row">
      <button
        type="button"
        class="icon attach"
        aria-label=${words.attach}
        title=${words.attach}
        disabled=${sending !== undefined}
        onClick=${() => picker.current.click()}
      ></button>
      <input
        ref=${picker}
        class="visually-hidden"
        type="file"
        multiple
        accept=${accept}
        tabindex="-1"
        aria-hidden="true"
        onChange=${(event) => {
          onFiles([...event.target.files]);
          event.target.value = '';
        }}
      />
      <textarea
        ref=${box}
        rows="1"
        value=${draft.text}
        placeholder=${words.placeholder}
        aria-label=${words.placeholder}
        readonly=${sending !== undefined}
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
